// SPDX-License-Identifier: MIT
#include "user/programs/bench/crowd.h"
#include <stdio.h>
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"

static long pids[CROWD_PROCESSES_MAX];
static uint64_t gathered;

static long start(uint64_t processes)
{
	long pid = 1;

	for (; gathered < processes && pid > 0; gathered += pid > 0)
		pid = pids[gathered] = spawn_line("idle 1000000");
	return pid;
}

static long make(uint64_t handles)
{
	long one = sys_notification_create(), copy = one;

	for (uint64_t i = 1; i < handles && copy > 0; i++)
		copy = sys_handle_copy((uint64_t)one, LORIS_RIGHTS_ALL, 0);
	return copy;
}

bool crowd_gather(uint64_t processes, uint64_t handles)
{
	long err = start(processes);

	if (err > 0)
		err = make(handles);
	if (err < 0)
		printf("bench: a crowd of %lu processes, %lu handles: %s\n", processes, handles,
		       err_name(err));
	return err > 0;
}

void crowd_leave(void)
{
	struct loris_exit how;

	while (gathered) {
		sys_kill(pids[--gathered]);
		sys_wait(pids[gathered], &how);
	}
}
