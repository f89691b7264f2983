// SPDX-License-Identifier: MIT
/* A file system that is full to the brim, in a machine that is not: what can still be done. */
#include <fcntl.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/sys.h"

#define BULK	  65536
#define BULKS_MAX 16384
#define FILES_MAX 4096

static handle_t fs;

#define NAME_LEN 8

static void name_of(uint64_t number, char name[NAME_LEN])
{
	memcpy(name, "brim0000", NAME_LEN);
	for (int i = NAME_LEN - 1; number; number /= 10)
		name[i--] = (char)('0' + number % 10);
}

/* 0: there is no room. */
static handle_t create(uint64_t number)
{
	char name[NAME_LEN];
	handle_t file = 0;
	long err;

	name_of(number, name);
	err = filesystem_open(fs, O_RDWR | O_CREAT, name, NAME_LEN, &file);
	if (err != OK)
		IS(err, ERR_NO_MEMORY);
	return file;
}

/* With large pieces, then small ones, then names. Returns how many files there are. */
static uint64_t fill(handle_t memory)
{
	handle_t file = create(0);
	uint64_t files = 1;

	IS(file_buffer(file, BULK, memory), OK);
	for (int i = 0; i < BULKS_MAX && file_write_buffer(file, BULK) > 0; i++)
		;
	sys_handle_close(file);
	while (files < FILES_MAX && (file = create(files))) {
		file_write(file, "x", 1);
		sys_handle_close(file);
		files++;
	}
	IS(filesystem_mkdir(fs, "brimful", 7), ERR_NO_MEMORY);
	return files;
}

static void a_pipe(void)
{
	handle_t end[2] = {0};
	char c = 0;

	IS(filesystem_pipe(fs, &end[0], &end[1]), OK);
	IS(file_write(end[1], "p", 1), 1);
	IS(file_read(end[0], 1, &c, 1), 1);
	IS(c, 'p');
	sys_handle_close(end[0]);
	sys_handle_close(end[1]);
}

static void reading(void)
{
	handle_t file = 0;
	char c;

	IS(filesystem_open(fs, O_RDONLY, "motd", 4, &file), OK);
	IS(file_read(file, 1, &c, 1), 1);
	sys_handle_close(file);
}

static void empty(uint64_t files)
{
	char name[NAME_LEN];

	while (files--) {
		name_of(files, name);
		IS(filesystem_unlink(fs, name, NAME_LEN), OK);
	}
	IS(filesystem_mkdir(fs, "brimful", 7), OK);
	IS(filesystem_rmdir(fs, "brimful", 7), OK);
}

void test_brim(void)
{
	long before = handles_now(), memory = sys_memory_create(BULK, 0);
	uint64_t files;

	fs = ramfs_connect();
	files = fill((handle_t)memory);
	reading();
	a_pipe();
	empty(files);
	sys_handle_close((handle_t)memory);
	sys_handle_close(fs);
	IS(handles_now(), before);
}
