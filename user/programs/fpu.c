// SPDX-License-Identifier: MIT
/*
 * fpu [ROUNDS]: threads of this process and a second process keep different values in f0..f31 and
 * fcsr while they yield, sleep and are preempted; each must find its own again. New processes and
 * threads, started while all others have dirty registers, must find zeros.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/fpregs.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define THREADS	   3
#define FRESH	   20
#define SPIN_LOOPS 200000 /* now and then longer than a time slice */
#define SLEEP_NS   100000
#define LEAKED	   100 /* added to the register's number when it was not zero at the start */

static long rounds = 200;

/* Returns 0, or which register (fpregs.h) was wrong. */
static long keep_values(uint64_t seed)
{
	for (long i = 0; i < rounds; i++) {
		uint64_t value = (seed << 32) + (uint64_t)i;
		long bad = fp_across(value, SYS_yield, 0);

		if (!bad && i % 4 == 0)
			bad = fp_across(~value, SYS_sleep, SLEEP_NS);
		if (!bad && i % 8 == 0)
			bad = fp_spin(value ^ 0x55, SPIN_LOOPS);
		if (bad)
			return bad;
	}
	return 0;
}

static long thread(void *seed)
{
	long leaked = fp_not_zero();

	return leaked ? LEAKED + leaked : keep_values((uint64_t)(uintptr_t)seed);
}

static int report(const char *who, long result)
{
	if (result == 0)
		return 0;
	if (result < 0)
		printf("fpu: %s: %s\n", who, err_name(result));
	else if (result > LEAKED)
		printf("fpu: %s: register %ld was not zero at the start\n", who,
		       result - LEAKED - 1);
	else
		printf("fpu: %s: register %ld lost its value\n", who, result - 1);
	return 1;
}

static int fresh_processes(void)
{
	int wrong = 0;

	for (int i = 0; i < FRESH; i++)
		wrong += report("new process", wait_exited(spawn_line("fpu -child 0 0")));
	return wrong;
}

static int all(void)
{
	int tids[THREADS], wrong = 0;
	long neighbour = spawn_line("fpu -child 77 %ld", rounds);

	for (int i = 0; i < THREADS; i++)
		tids[i] = thread_start(thread, (void *)(long)(i + 1));
	wrong += fresh_processes();
	wrong += report("main thread", keep_values(99));
	for (int i = 0; i < THREADS; i++) {
		long value = 0;
		int err = tids[i] < 0 ? tids[i] : thread_join(tids[i], &value);

		wrong += report("thread", err < 0 ? err : value);
	}
	wrong += report("neighbour", neighbour < 0 ? neighbour : wait_exited(neighbour));
	printf("fpu: %ld rounds: %s\n", rounds, wrong ? "WRONG" : "ok");
	return wrong != 0;
}

int main(int argc, char **argv)
{
	long leaked = fp_not_zero();

	if (argc > 3 && strcmp(argv[1], "-child") == 0) {
		rounds = atol(argv[3]);
		return (int)(leaked ? LEAKED + leaked : keep_values((uint64_t)atol(argv[2])));
	}
	if (report("first process", leaked ? LEAKED + leaked : 0))
		return 1;
	rounds = argc > 1 ? atol(argv[1]) : rounds;
	return all();
}
