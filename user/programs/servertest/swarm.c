// SPDX-License-Identifier: MIT
/*
 * A program that starts so many others that their shares together would be all there is, and stays with them. Who has
 * not come of it, the newcomer, is served all the same.
 */
#include <fcntl.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "proto/init.h"
#include "user/lib/children.h"
#include "user/lib/servers.h"
#include "user/lib/spawn.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define SWARMERS 6    /* that start takers: 6,000 in all, more than there may be */
#define TAKERS	 1000 /* of each */
#define WAITERS	 250
#define THREADS	 64 /* of a waiter: 16,000 that wait, as many as ramfs has handles */
#define STACK	 4096
#define MS	 1000000

static handle_t fs, end[2];

/* ---- one of them ------------------------------------------------------------------------------------- */

static int stay(void)
{
	file_write(start_handle(LORIS_START_OUT), "", 1);
	return (int)sys_sleep(UINT64_MAX);
}

/* It may be refused: that is for those who come late. */
static bool connected(void)
{
	return filesystem_connect((handle_t)loris_server("ramfs"), &fs) == OK;
}

int taker(void)
{
	handle_t file;

	init_argument(start_handle(LORIS_START_INIT), "half a line", 11);
	if (connected())
		while (filesystem_open(fs, O_RDONLY, "motd", 4, &file) == OK)
			;
	return stay();
}

static long read_one(void *unused)
{
	char c;

	(void)unused;
	return file_read(end[0], 1, &c, 1);
}

int waiter(void)
{
	if (connected() && filesystem_pipe(fs, &end[0], &end[1]) == OK)
		for (int i = 0; i < THREADS; i++)
			thread_start_sized(read_one, NULL, STACK);
	return stay();
}

/* ---- who starts them --------------------------------------------------------------------------------- */

static long start(const char *args, size_t len, const handle_t told[2])
{
	long pid = loris_spawn(args, len, (handle_t[3]){0, told[1], 0});
	char c;

	if (pid > 0)
		IS(file_read(told[0], 1, &c, 1), 1);
	return pid;
}

/* As many as there may be. */
static int start_all(const char *args, size_t len, int most)
{
	handle_t told[2];

	fs = ramfs_connect();
	IS(filesystem_pipe(fs, &told[0], &told[1]), OK);
	while (most-- && start(args, len, told) > 0)
		;
	return stay();
}

int takers(void)
{
	static const char args[] = "servertest\0taker";

	return start_all(args, sizeof(args), TAKERS);
}

int waiters(void)
{
	static const char args[] = "servertest\0waiter";

	return start_all(args, sizeof(args), WAITERS);
}

void test_swarm(void)
{
	static const char all_wait[] = "servertest\0waiters", all_take[] = "servertest\0takers";
	handle_t told[2];

	fs = ramfs_connect();
	IS(filesystem_pipe(fs, &told[0], &told[1]), OK);
	TRUE(start(all_wait, sizeof(all_wait), told) > 0);
	for (int i = 0; i < SWARMERS; i++)
		TRUE(start(all_take, sizeof(all_take), told) > 0);
}

/* ---- somebody else ----------------------------------------------------------------------------------- */

void test_newcomer(void)
{
	struct loris_exit how;
	handle_t file = 0;
	long got;
	int tid;

	fs = ramfs_connect();
	IS(filesystem_open(fs, O_RDONLY, "motd", 4, &file), OK);
	IS(filesystem_pipe(fs, &end[0], &end[1]), OK);
	tid = thread_start(read_one, NULL);
	sys_sleep(MS); /* it waits, as a rule */
	IS(file_write(end[1], "x", 1), 1);
	IS(thread_join(tid, &got), OK);
	IS(got, 1);
	TRUE(run_line(&how,
		      "idle 10 and.as.many.letters.as.make.a.message.with.arguments.of.its.own") >
	     0);
}
