// SPDX-License-Identifier: MIT
/*
 * spawnstorm [COUNT [PARALLEL]]: starts and reaps COUNT of the smallest processes, PARALLEL at a
 * time. Each is told the status to exit with, so that a mixed-up report shows.
 */
#include <stdio.h>
#include <stdlib.h>
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"

#define PARALLEL_MAX 512

/* pid and expected status of the children that run; pid 0 is a free place */
static struct {
	long pid;
	int status;
} children[PARALLEL_MAX];

static int start(int place, long i)
{
	children[place].status = (int)(i & 0xff);
	children[place].pid = spawn_line("idle 0 %d", children[place].status);
	if (children[place].pid > 0)
		return 0;
	printf("spawnstorm: process %ld: %s\n", i, err_name(children[place].pid));
	children[place].pid = 0;
	return -1;
}

/* Waits for any child. Returns its place, or -1 if something about it was wrong. */
static int reap(void)
{
	struct loris_exit how;
	long pid = sys_wait(0, &how);

	for (int place = 0; pid > 0 && place < PARALLEL_MAX; place++) {
		if (children[place].pid != pid)
			continue;
		children[place].pid = 0;
		if (how.pid == pid && how.how == LORIS_EXITED && how.code == children[place].status)
			return place;
		printf("spawnstorm: pid %ld ended with how %d code %d, expected status %d\n", pid,
		       (int)how.how, (int)how.code, children[place].status);
		return -1;
	}
	printf("spawnstorm: wait: %s (%ld)\n", err_name(pid), pid);
	return -1;
}

int main(int argc, char **argv)
{
	long count = argc > 1 ? atol(argv[1]) : 300;
	long parallel = argc > 2 ? atol(argv[2]) : 1;
	long started = 0, reaped = 0;
	int place = 0;

	if (count < 1 || parallel < 1 || parallel > PARALLEL_MAX) {
		printf("usage: spawnstorm [COUNT [1..%d]]\n", PARALLEL_MAX);
		return 2;
	}
	while (reaped < count && place >= 0) {
		if (started < count && started - reaped < parallel) {
			place = started < parallel ? (int)started : place;
			if (start(place, started++) < 0)
				break;
			continue;
		}
		place = reap();
		reaped += place >= 0;
	}
	printf("spawnstorm: %ld of %ld processes, %ld at a time: %s\n", reaped, count, parallel,
	       reaped == count ? "ok" : "WRONG");
	return reaped != count;
}
