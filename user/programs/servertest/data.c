// SPDX-License-Identifier: MIT
/* What files hold: by messages and through buffers. */
#include <fcntl.h>
#include <string.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/sys.h"

#define BUFFER 65536
#define BIG    (1024 * 1024)

static handle_t fs;

static handle_t open_at(const char *path, unsigned flags)
{
	handle_t file = 0;

	IS(filesystem_open(fs, flags, path, strlen(path), &file), OK);
	return file;
}

static bool reads(handle_t file, const char *text)
{
	char bytes[MESSAGE_INLINE + 1] = {0};
	long n = file_read(file, MESSAGE_INLINE, bytes, sizeof(bytes));

	return n == (long)strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

static uint64_t size_of(handle_t file)
{
	uint64_t size = UINT64_MAX, mode, inode;

	file_stat(file, &size, &mode, &inode);
	return size;
}

static void positions(void)
{
	handle_t f = open_at("d", O_RDWR | O_CREAT | O_TRUNC);

	IS(file_write(f, "hello", 5), 5);
	IS(file_seek(f, 0, 1), 5);
	IS(file_seek(f, 1, 0), 1);
	TRUE(reads(f, "ello"));
	TRUE(reads(f, ""));
	IS(file_seek(f, (uint64_t)-2, 2), 3);
	TRUE(reads(f, "lo"));
	IS(file_seek(f, (uint64_t)-1, 0), ERR_INVALID);
	IS(file_seek(f, 0, 3), ERR_INVALID);
	IS(file_seek(f, 10000, 0), 10000);
	TRUE(reads(f, ""));
	IS(file_write(f, "x", 1), 1);
	IS(size_of(f), 10001);
	IS(file_seek(f, 4, 0), 4);
	IS(file_truncate(f, 5), OK);
	TRUE(reads(f, "o"));
	IS(file_truncate(f, 8), OK);
	TRUE(file_seek(f, 4, 0) == 4);
	IS(file_truncate(f, UINT64_MAX), ERR_INVALID);
	IS(file_sync(f), OK);
	sys_handle_close(f);
}

/* Gone from the directory, there for who has it open. */
static void unlinked(void)
{
	handle_t f = open_at("d", O_RDWR | O_TRUNC), again, out;

	IS(file_write(f, "kept", 4), 4);
	IS(filesystem_unlink(fs, "d", 1), OK);
	IS(filesystem_open(fs, O_RDONLY, "d", 1, &out), ERR_NOT_FOUND);
	again = open_at("d", O_RDWR | O_CREAT);
	IS(file_write(again, "new", 3), 3);
	IS(file_seek(f, 0, 0), 0);
	TRUE(reads(f, "kept"));
	sys_handle_close(f);
	sys_handle_close(again);
	f = open_at("d", O_RDONLY);
	TRUE(reads(f, "new"));
	IS(file_write(f, "x", 1), ERR_PERM);
	IS(file_truncate(f, 0), ERR_PERM);
	sys_handle_close(f);
	f = open_at("d", O_WRONLY | O_APPEND);
	IS(file_write(f, "er", 2), 2);
	IS(file_seek(f, 0, 0), 0);
	IS(file_write(f, "!", 1), 1);
	IS(file_read(f, 1, &(char[1]){0}, 1), ERR_PERM);
	IS(size_of(f), 6);
	sys_handle_close(f);
	IS(filesystem_unlink(fs, "d", 1), OK);
}

static void make(uint64_t *to, uint64_t n, uint64_t seed)
{
	for (uint64_t i = 0; i < n / 8; i++)
		to[i] = mix(&seed);
}

static bool same(const uint64_t *bytes, uint64_t n, uint64_t seed)
{
	for (uint64_t i = 0; i < n / 8; i++)
		if (bytes[i] != mix(&seed))
			return false;
	return true;
}

static void through_buffer(handle_t f, uint64_t *buffer)
{
	for (uint64_t at = 0; at < BIG; at += BUFFER) {
		make(buffer, BUFFER, at);
		IS(file_write_buffer(f, BUFFER), BUFFER);
	}
	IS(file_write_buffer(f, BUFFER + 1), ERR_INVALID);
	IS(size_of(f), BIG);
	IS(file_seek(f, 0, 0), 0);
	for (uint64_t at = 0; at < BIG; at += BUFFER) {
		memset(buffer, 0, BUFFER);
		IS(file_read_buffer(f, UINT64_MAX), BUFFER);
		TRUE(same(buffer, BUFFER, at));
	}
	IS(file_read_buffer(f, BUFFER), 0);
}

static long given(handle_t f, uint64_t size, uint64_t memory_size, unsigned rights)
{
	long memory = sys_memory_create(memory_size, 0), err;
	long copy = sys_handle_copy((handle_t)memory, rights | LORIS_RIGHT_COPY, 0);

	err = file_buffer(f, size, (handle_t)copy);
	sys_handle_close((handle_t)copy);
	sys_handle_close((handle_t)memory);
	return err;
}

static void bad_buffers(handle_t f)
{
	const unsigned rw = LORIS_RIGHT_READ | LORIS_RIGHT_WRITE;

	IS(given(f, 0, 4096, rw), ERR_INVALID);
	IS(given(f, 100, 4096, rw), ERR_INVALID);
	IS(given(f, 8192, 4096, rw), ERR_INVALID);
	IS(given(f, BUFFER + 4096, BUFFER + 4096, rw), ERR_INVALID);
	IS(given(f, UINT64_MAX - 4095, 4096, rw), ERR_INVALID);
	TRUE(given(f, 4096, 4096, LORIS_RIGHT_READ) < 0);
	IS(file_buffer(f, 4096, f), ERR_INVALID);
	IS(file_read_buffer(f, 1), ERR_INVALID); /* it has none now */
	IS(given(f, 4096, 4096, rw), OK);
	IS(file_seek(f, 0, 0), 0);
	IS(file_read_buffer(f, 10000), 4096); /* the handle is closed, the memory is there */
}

static void buffers(void)
{
	handle_t f = open_at("b", O_RDWR | O_CREAT | O_TRUNC);
	long memory = sys_memory_create(BUFFER, 0), at;

	IS(file_read_buffer(f, 1), ERR_INVALID);
	IS(file_write_buffer(f, 1), ERR_INVALID);
	at = sys_map_into(0, NULL, BUFFER, LORIS_PROT_READ | LORIS_PROT_WRITE, (handle_t)memory, 0,
			  0);
	IS(file_buffer(f, BUFFER, (handle_t)memory), OK);
	sys_handle_close((handle_t)memory);
	through_buffer(f, (uint64_t *)at);
	bad_buffers(f);
	garbage(f, 0, 256, 9);
	sys_unmap((void *)at, BUFFER);
	sys_handle_close(f);
	IS(filesystem_unlink(fs, "b", 1), OK);
}

/* Written over without the archive changing: a new ramfs would have it as it was. */
static void ramdisk_files(void)
{
	handle_t f = open_at("motd", O_RDWR);
	char first[8] = {0}, now[8] = {0};

	IS(file_read(f, 8, first, 8), 8);
	IS(file_seek(f, 2, 0), 2);
	IS(file_write(f, "**", 2), 2);
	IS(file_seek(f, 0, 0), 0);
	IS(file_read(f, 8, now, 8), 8);
	IS(memcmp(now, first, 2), 0);
	IS(memcmp(now + 2, "**", 2), 0);
	IS(memcmp(now + 4, first + 4, 4), 0);
	IS(file_seek(f, 2, 0), 2);
	IS(file_write(f, first + 2, 2), 2);
	sys_handle_close(f);
}

void test_data(void)
{
	long before = handles_now();

	fs = ramfs_connect();
	positions();
	unlinked();
	buffers();
	ramdisk_files();
	sys_handle_close(fs);
	IS(handles_now(), before);
}
