// SPDX-License-Identifier: MIT
/*
 * sleeper [TIMES [MS]]: sleeps and wakes. While it sleeps its hart runs a kthread on its space,
 * which is the lazy case in its purest form. No sleep may end early, nor the clock go back.
 */
#include <stdio.h>
#include <stdlib.h>
#include "user/lib/sys.h"

#define NS_PER_MS 1000000ull

/* Sleeps ns; returns by how much it was longer, or -1 if it was shorter or refused. */
static int64_t sleep_once(uint64_t ns)
{
	uint64_t before = sys_clock();
	uint64_t after;

	if (sys_sleep(ns) < 0)
		return -1;
	after = sys_clock();
	return after < before || after - before < ns ? -1 : (int64_t)(after - before - ns);
}

int main(int argc, char **argv)
{
	long times = argc > 1 ? atol(argv[1]) : 10;
	long ms = argc > 2 ? atol(argv[2]) : 10;
	int64_t latest = 0;

	if (times < 1 || ms < 0) {
		puts("usage: sleeper [TIMES [MS]]");
		return 2;
	}
	for (long i = 0; i < times; i++) {
		int64_t late = sleep_once((uint64_t)ms * NS_PER_MS);

		if (late < 0) {
			printf("sleeper: sleep %ld ended early\n", i);
			return 1;
		}
		latest = late > latest ? late : latest;
	}
	printf("sleeper: %ld x %ld ms: ok, at most %lld us late\n", times, ms,
	       (long long)latest / 1000);
	return 0;
}
