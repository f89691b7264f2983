// SPDX-License-Identifier: MIT
/* The files of the ramdisk. */
#include <stdbool.h>
#include <string.h>
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define SELF "usertest"

static long open_name(const char *name, struct loris_file *file)
{
	return sys_open(name, strlen(name), file);
}

static void test_open(void)
{
	static const char long_name[LORIS_ARGS_MAX] = "motd";
	struct loris_file file;
	char name[LORIS_NAME_MAX + 1];

	CHECK(open_name("motd", &file) >= 0);
	CHECK(strcmp(file.name, "motd") == 0 && file.size > 0);
	CHECK_IS(open_name("no such file", &file), ERR_NOT_FOUND);
	CHECK_IS(open_name("mot", &file), ERR_NOT_FOUND);
	CHECK_IS(open_name("motdd", &file), ERR_NOT_FOUND);
	CHECK_EITHER(sys_open("motd", 0, &file), ERR_NOT_FOUND, ERR_INVALID);
	memset(name, 'x', sizeof(name));
	for (size_t len = LORIS_NAME_MAX - 2; len <= sizeof(name); len++)
		CHECK_EITHER(sys_open(name, len, &file), ERR_NOT_FOUND, ERR_INVALID);
	CHECK_EITHER(sys_open(long_name, sizeof(long_name), &file), ERR_NOT_FOUND, ERR_INVALID);
	CHECK_EITHER(sys_open("motd", (size_t)-1, &file), ERR_INVALID, ERR_FAULT);
}

/* Byte by byte, and in one piece, must give the same. */
static void test_read(void)
{
	struct loris_file file;
	char whole[LORIS_IO_MAX], one;
	long motd = open_name("motd", &file);
	bool same = true;

	CHECK_IS(sys_file_read(motd, 0, whole, sizeof(whole)), (long)file.size);
	for (uint64_t i = 0; i < file.size; i++)
		same &= sys_file_read(motd, i, &one, 1) == 1 && one == whole[i];
	CHECK(same);
	CHECK_IS(sys_file_read(motd, 0, whole, 0), 0);
	CHECK_IS(sys_file_read(motd, file.size - 1, whole, sizeof(whole)), 1);
	CHECK_IS(sys_file_read(motd, file.size, whole, 1), 0);
	CHECK_IS(sys_file_read(motd, 1ul << 40, whole, 1), 0);
	CHECK_EITHER(sys_file_read(motd, UINT64_MAX, whole, 2), 0, ERR_INVALID);
	CHECK_EITHER(sys_file_read(-1, 0, whole, 1), ERR_NOT_FOUND, ERR_INVALID);
	CHECK_EITHER(sys_file_read(100000, 0, whole, 1), ERR_NOT_FOUND, ERR_INVALID);
	CHECK_EITHER(sys_file_read(1l << 32, 0, whole, 1), ERR_NOT_FOUND, ERR_INVALID);
}

/* A read of more than LORIS_IO_MAX moves that much and nothing behind it. */
static void test_read_most(void)
{
	static char buf[LORIS_IO_MAX + 16];
	struct loris_file file;
	long self = open_name(SELF, &file);

	CHECK(file.size > LORIS_IO_MAX);
	CHECK_IS(sys_file_read(self, 0, buf, sizeof(buf)), LORIS_IO_MAX);
	CHECK(memcmp(buf, "\177ELF", 4) == 0);
	CHECK(memcmp(buf + LORIS_IO_MAX, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16) == 0);
}

static void test_list(void)
{
	struct loris_file file, again;
	long n = 0, found = 0, number;

	while ((number = sys_file_list(n, &file)) >= 0) {
		CHECK_IS(open_name(file.name, &again), number);
		CHECK(again.size == file.size);
		found += strcmp(file.name, SELF) == 0;
		n++;
	}
	CHECK_IS(number, ERR_NOT_FOUND);
	CHECK_IS(found, 1);
	CHECK_EITHER(sys_file_list(-1, &file), ERR_NOT_FOUND, ERR_INVALID);
	CHECK_EITHER(sys_file_list(1l << 32, &file), ERR_NOT_FOUND, ERR_INVALID);
}

void test_files(void)
{
	test_open();
	test_read();
	test_read_most();
	test_list();
}
