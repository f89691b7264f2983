// SPDX-License-Identifier: MIT
/* Files as C and POSIX have them: those of the ramdisk, and written ones. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define SELF  "usertest"
#define DIR_A "/usertest.d"
#define BIG   100000 /* several of the library's buffers */

/* -1 with this errno */
static bool fails(long result, int err_no)
{
	return result == -1 && errno == err_no;
}

static void test_names(void)
{
	static char name[1024];
	struct stat st;
	int fd = open("motd", O_RDONLY);

	CHECK(fd > 2 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0);
	CHECK_IS(close(fd), 0);
	CHECK(fails(close(fd), EBADF) && fails(read(fd, name, 1), EBADF));
	CHECK(fails(open("no such file", O_RDONLY), ENOENT));
	CHECK(fails(open("mot", O_RDONLY), ENOENT) && fails(open("motdd", O_RDONLY), ENOENT));
	CHECK(fails(open("", O_RDONLY), ENOENT) && fails(open("motd/x", O_RDONLY), ENOENT));
	memset(name, 'x', sizeof(name) - 1);
	CHECK(fails(open(name, O_RDONLY), ENAMETOOLONG) && fails(stat(name, &st), ENAMETOOLONG));
	CHECK(fails(open(name, O_RDWR | O_CREAT, 0600), ENAMETOOLONG));
	CHECK(fails(rename("motd", name), ENAMETOOLONG) && fails(chdir(name), ENAMETOOLONG));
	CHECK(fails(open("/", O_WRONLY), EISDIR) &&
	      fails(open(".", O_RDWR | O_CREAT, 0600), EISDIR));
	name[200] = '\0'; /* more than a message holds */
	CHECK(fails(open(name, O_RDONLY), ENOENT));
}

/* Byte by byte, and in one piece, must give the same. */
static void test_read(void)
{
	char whole[LORIS_IO_MAX], one;
	int fd = open("motd", O_RDONLY);
	long size = read(fd, whole, sizeof(whole));
	bool same = true;

	CHECK(size > 0 && size < (long)sizeof(whole));
	CHECK_IS(read(fd, whole, sizeof(whole)), 0);
	CHECK_IS(lseek(fd, 0, SEEK_SET), 0);
	for (long i = 0; i < size; i++)
		same &= read(fd, &one, 1) == 1 && one == whole[i];
	CHECK(same);
	CHECK_IS(read(fd, &one, 1), 0);
	CHECK_IS(lseek(fd, -1, SEEK_END), size - 1);
	CHECK(read(fd, &one, 1) == 1 && one == whole[size - 1]);
	CHECK(fails(lseek(fd, -1, SEEK_SET), EINVAL) && fails(lseek(fd, 0, 9), EINVAL));
	CHECK(fails(write(fd, "x", 1), EBADF));
	CHECK_IS(close(fd), 0);
}

static unsigned char pattern(long i)
{
	return (unsigned char)(i * 7 + (i >> 8));
}

static bool has_pattern(const unsigned char *at, long from, long len)
{
	for (long i = 0; i < len; i++) {
		if (at[i] != pattern(from + i))
			return false;
	}
	return true;
}

/* Written through the shared buffer, read back so, and a piece out of the middle by messages. */
static void test_big(void)
{
	static unsigned char bytes[BIG], back[BIG];
	int fd = open(DIR_A "/big", O_RDWR | O_CREAT | O_EXCL, 0600);

	for (long i = 0; i < BIG; i++)
		bytes[i] = pattern(i);
	CHECK(fd >= 0);
	CHECK_IS(write(fd, bytes, BIG), BIG);
	CHECK_IS(lseek(fd, 0, SEEK_SET), 0);
	CHECK_IS(read(fd, back, BIG), BIG);
	CHECK(has_pattern(back, 0, BIG));
	CHECK_IS(lseek(fd, 40001, SEEK_SET), 40001);
	CHECK_IS(read(fd, back, 50), 50);
	CHECK(has_pattern(back, 40001, 50));
	CHECK_IS(ftruncate(fd, 10), 0);
	CHECK_IS(lseek(fd, 0, SEEK_END), 10);
	CHECK_IS(close(fd), 0);
	CHECK(fails(open(DIR_A "/big", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST));
	CHECK_IS(unlink(DIR_A "/big"), 0);
	CHECK(fails(unlink(DIR_A "/big"), ENOENT));
}

static void test_stdio(void)
{
	FILE *file = fopen(DIR_A "/text", "w");
	char line[64];
	int number = 0;

	CHECK(file && fprintf(file, "line %d\nand %s\n", 1, "another") > 0 && fclose(file) == 0);
	file = fopen(DIR_A "/text", "a+");
	CHECK(file && fputs("last 42\n", file) >= 0 && fseek(file, 0, SEEK_SET) == 0);
	CHECK(file && fgets(line, sizeof(line), file) && strcmp(line, "line 1\n") == 0);
	CHECK(file && fscanf(file, " and another last %d", &number) == 1 && number == 42);
	CHECK(file && fclose(file) == 0);
	CHECK_IS(rename(DIR_A "/text", DIR_A "/other"), 0);
	CHECK(!fopen(DIR_A "/text", "r") && errno == ENOENT);
	CHECK_IS(remove(DIR_A "/other"), 0);
}

/* What the descriptor refuses the stream shows. */
static void test_stream_errors(void)
{
	FILE *file = fopen(DIR_A "/text", "w+");

	CHECK(file && setvbuf(file, NULL, _IOLBF, 64) == 0 && close(fileno(file)) == 0);
	CHECK(file && fputs("half a line", file) >= 0 && fflush(file) == EOF && ferror(file));
	clearerr(file);
	CHECK(file && fputs("a line\n", file) == EOF && ferror(file));
	clearerr(file);
	CHECK(file && getc(file) == EOF && ferror(file) && !feof(file));
	CHECK(file && fclose(file) == EOF);
	CHECK_IS(remove(DIR_A "/text"), 0);
}

/* How often a directory says that it has an entry of this name. */
static int count_entry(const char *directory, const char *name)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;
	int found = 0;

	if (!dir)
		return -1;
	while ((entry = readdir(dir)))
		found += strcmp(entry->d_name, name) == 0;
	closedir(dir);
	return found;
}

#define LONG_NAME "a name that is longer than the thirty-two bytes which fit into one reply"

static void test_directories(void)
{
	CHECK_IS(count_entry("/", SELF), 1);
	CHECK_IS(count_entry("/", "usertest.d"), 1);
	CHECK_IS(count_entry("motd", SELF), -1);
	CHECK(fails(mkdir(DIR_A, 0700), EEXIST));
	CHECK_IS(close(creat(DIR_A "/" LONG_NAME, 0600)), 0);
	CHECK_IS(count_entry(DIR_A, LONG_NAME), 1);
	CHECK(fails(rmdir(DIR_A), ENOTEMPTY));
	CHECK_IS(chdir(DIR_A), 0);
	CHECK_IS(access(LONG_NAME, F_OK), 0);
	CHECK_IS(unlink("./" LONG_NAME), 0);
	CHECK_IS(chdir("/"), 0);
}

/* A rest of an earlier run that was killed is taken away first. */
static void clean_up(void)
{
	static const char *const names[] = {"big", "text", "other", "out", LONG_NAME};
	char path[256];

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), DIR_A "/%s", names[i]);
		unlink(path);
	}
	rmdir(DIR_A);
}

void test_files(void)
{
	clean_up();
	CHECK_IS(mkdir(DIR_A, 0700), 0);
	test_names();
	test_read();
	test_big();
	test_stdio();
	test_stream_errors();
	test_directories();
	test_pipes(DIR_A "/out");
	CHECK_IS(rmdir(DIR_A), 0);
}
