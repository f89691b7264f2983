// SPDX-License-Identifier: MIT
/*
 * Clients that share memory with ramfs and have it take memory for files by turns: each may lie beside the other, and a
 * process has so many ranges of addresses and no more.
 */
#include <fcntl.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/children.h"
#include "user/lib/spawn.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define STREWERS 150 /* the first 13 get 400 buffers, the others one each */
#define EACH	 31
#define BULK	 65536

static handle_t fs, memory;

static handle_t open_bulk(void)
{
	handle_t file = 0;

	IS(filesystem_open(fs, O_RDWR | O_CREAT, "strewn", 6, &file), OK);
	IS(filesystem_unlink(fs, "strewn", 6), OK);
	return file;
}

int strewer(void)
{
	handle_t bulk, file;

	fs = ramfs_connect();
	memory = (handle_t)sys_memory_create(BULK, 0);
	bulk = open_bulk();
	file_buffer(bulk, BULK, memory);
	for (int i = 0; i <= EACH && file_write_buffer(bulk, BULK) > 0; i++)
		if (filesystem_open(fs, O_RDONLY, "motd", 4, &file) != OK ||
		    file_buffer(file, LORIS_PAGE_SIZE, memory) != OK)
			break;
	file_write(start_handle(LORIS_START_OUT), "", 1);
	return (int)sys_sleep(UINT64_MAX);
}

static long start_strewer(const handle_t told[2])
{
	static const char args[] = "servertest\0strewer";
	long pid = loris_spawn(args, sizeof(args), (handle_t[3]){0, told[1], 0});
	char c;

	TRUE(pid > 0);
	if (pid > 0)
		IS(file_read(told[0], 1, &c, 1), 1);
	return pid;
}

static void all_is_served(void)
{
	handle_t end[2] = {0}, bulk = open_bulk();

	IS(file_buffer(bulk, BULK, memory), OK);
	for (int i = 0; i < 4; i++)
		IS(file_write_buffer(bulk, BULK), BULK);
	IS(filesystem_pipe(fs, &end[0], &end[1]), OK);
	for (int i = 0; i < 2; i++)
		sys_handle_close(end[i]);
	sys_handle_close(bulk);
}

void test_strewn(void)
{
	long before = handles_now(), pid[STREWERS];
	handle_t told[2] = {0};

	fs = ramfs_connect();
	memory = (handle_t)sys_memory_create(BULK, 0);
	IS(filesystem_pipe(fs, &told[0], &told[1]), OK);
	for (int i = 0; i < STREWERS; i++)
		pid[i] = start_strewer(told);
	all_is_served();
	for (int i = 0; i < STREWERS; i++) {
		IS(sys_kill(pid[i]), OK);
		IS(sys_wait(pid[i], &(struct loris_exit){0}), pid[i]);
	}
	for (int i = 0; i < 2; i++)
		sys_handle_close(told[i]);
	sys_handle_close(memory);
	sys_handle_close(fs);
	IS(handles_now(), before);
}
