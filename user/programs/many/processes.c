// SPDX-License-Identifier: MIT
#include <stdio.h>
#include "many.h"
#include "user/lib/err.h"
#include "user/lib/rdtime.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"

#define PROCESSES_MAX LORIS_CHILDREN_MAX
#define SLEEP_MS      1000000
#define SPAWNS	      20

static long pids[PROCESSES_MAX];

/* Up to so many sleep. */
static long start_up_to(long have, long want)
{
	while (have < want) {
		long pid = spawn_line("idle %d", SLEEP_MS);

		if (pid < 0) {
			printf("many: process %ld: %s\n", have, err_name(pid));
			break;
		}
		pids[have++] = pid;
	}
	return have;
}

/* Each must be the one that was started, and have been killed. */
static long end_all(long count)
{
	long ended = 0;

	for (long i = 0; i < count; i++)
		sys_kill(pids[i]);
	for (long i = 0; i < count; i++) {
		struct loris_exit how = {0};

		ended += sys_wait(pids[i], &how) == pids[i] && how.how == LORIS_KILLED;
	}
	return ended;
}

static uint64_t spawn_ticks(void)
{
	uint64_t before = rdtime();
	struct loris_exit how;

	for (int i = 0; i < SPAWNS; i++) {
		long pid = spawn_line("idle");

		if (pid < 0 || sys_wait(pid, &how) != pid || how.how != LORIS_EXITED)
			return 0;
	}
	return rdtime() - before;
}

static void lines(long n)
{
	ipc_line("ipc between processes, so many there", n, ipc_ticks());
	printf("many: spawn, so many there: %ld: %llu ticks for %d\n", n,
	       (unsigned long long)spawn_ticks(), SPAWNS);
}

int many_processes(long count)
{
	long have = 0, ended;

	if (count > PROCESSES_MAX - 1) /* the partner is one, too */
		count = PROCESSES_MAX - 1;
	lines(0);
	for (long step = 10; step < count; step *= 10) {
		have = start_up_to(have, step);
		lines(have);
	}
	have = start_up_to(have, count);
	lines(have);
	ended = end_all(have);
	printf("many: %ld processes at once, %ld ended as they should: %s\n", have, ended,
	       have == count && ended == count ? "ok" : "FAILED");
	return have != count || ended != count;
}
