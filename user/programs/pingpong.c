// SPDX-License-Identifier: MIT
/*
 * pingpong [TURNS]: two processes on one hart take turns through its bench kthread, each waiting
 * for the other's word. The partner goes on for ever and is killed at the end: whichever of the two
 * came first waits for the other to move last, so one of them is always left waiting.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"

/* The two sides count in ranges that do not meet, so that a word of one's own coming back shows. */
#define PARENT_WORDS 0
#define CHILD_WORDS  1000000000

/*
 * One turn; *expected is what the partner sends next. The word of the side that was there first is
 * answered only from its second turn on, so the first word that arrives may be its 0th or 1st.
 */
static int turn(long mine, long theirs, long *expected)
{
	long got = sys_bench_call(mine, 1);

	if (*expected < 0)
		*expected = got == theirs + 1 ? got : theirs;
	if (got != *expected) {
		printf("pingpong: got %ld, expected %ld\n", got, *expected);
		return -1;
	}
	*expected = got + 1;
	return 0;
}

static int child(long hart)
{
	long expected = -1;

	if (sys_thread_pin(hart) < 0)
		return 1;
	for (long i = 0;; i++) {
		if (turn(CHILD_WORDS + i, PARENT_WORDS, &expected) < 0)
			return 1;
	}
}

static int parent(long turns, long pid)
{
	struct loris_exit how = {0};
	long expected = -1, done = 0;
	int ok;

	while (done < turns && turn(PARENT_WORDS + done, CHILD_WORDS, &expected) == 0)
		done++;
	sys_kill(pid);
	ok = sys_wait(pid, &how) == pid && how.how == LORIS_KILLED && done == turns;
	printf("pingpong: %ld turns: %s\n", done, ok ? "ok" : "WRONG");
	return !ok;
}

int main(int argc, char **argv)
{
	struct loris_self self;
	long turns = argc > 1 ? atol(argv[1]) : 1000;
	long pid;

	if (argc > 2 && strcmp(argv[1], "-child") == 0)
		return child(atol(argv[2]));
	if (turns < 1) {
		puts("usage: pingpong [TURNS]");
		return 2;
	}
	if (sys_self(&self) < 0 || sys_thread_pin(self.hart) < 0)
		return 1;
	pid = spawn_line("%s -child %d", argv[0], (int)self.hart);
	if (pid < 0) {
		printf("pingpong: %s\n", err_name(pid));
		return 1;
	}
	return parent(turns, pid);
}
