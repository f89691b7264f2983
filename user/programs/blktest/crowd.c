// SPDX-License-Identifier: MIT
/* Many processes that each hold a session with a buffer: who comes after them is served all the same. */
#include <stdio.h>
#include "blktest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/children.h"
#include "user/lib/servers.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define HOLDERS 200
#define THRONG	800 /* more than there are sessions */

/* Says whether it has got one, and keeps it until it is killed. */
long hold(void)
{
	struct client client;
	char got = client_open(&client) == OK;

	file_write(start_handle(LORIS_START_OUT), &got, 1);
	return sys_sleep(UINT64_MAX);
}

static long start_holder(handle_t out)
{
	static const char args[] = "blktest\0hold";

	return loris_spawn(args, sizeof(args), (handle_t[3]){0, out, 0});
}

/* How many of them have got one. */
static int hold_all(long *pid, int count, const handle_t told[2])
{
	int have = 0;

	for (int i = 0; i < count; i++) {
		char got = 0;

		pid[i] = start_holder(told[1]);
		if (pid[i] > 0)
			file_read(told[0], 1, &got, 1);
		have += got;
	}
	return have;
}

static int start_holders(long *pid, int count)
{
	handle_t fs = 0, told[2] = {0};

	filesystem_connect((handle_t)loris_server("ramfs"), &fs);
	filesystem_pipe(fs, &told[0], &told[1]);
	return hold_all(pid, count, told);
}

/* They outlive us. */
long throng(void)
{
	static long pid[THRONG];

	printf("blktest: %d of %d have a session\n", start_holders(pid, THRONG), THRONG);
	return 0;
}

long crowd(void)
{
	struct client client;
	long pid[HOLDERS], err;
	int have = start_holders(pid, HOLDERS);

	err = client_open(&client);
	if (err == OK)
		err = client_read(&client, 0, client.alignment);
	printf("blktest: %d of %d have a session, the next one: %ld\n", have, HOLDERS, err);
	for (int i = 0; i < HOLDERS; i++) {
		sys_kill(pid[i]);
		sys_wait(pid[i], &(struct loris_exit){0});
	}
	return err != OK || have != HOLDERS;
}
