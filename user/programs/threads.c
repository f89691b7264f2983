// SPDX-License-Identifier: MIT
/*
 * threads [COUNT [ITERATIONS]]: siblings in one space count together, once with an atomic and once
 * under a lock, each also in thread-local data; the totals and the values they are joined with must
 * come out right. Yields inside the critical section, so that a lock that does not lock loses
 * counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include "user/lib/err.h"
#include "user/lib/lock.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

static long iterations;
static long atomic_total;
static volatile long locked_total;
static struct __lock total_lock;
static _Thread_local volatile long own_total;

static long count(void *arg)
{
	for (long i = 0; i < iterations; i++) {
		long seen;

		__atomic_fetch_add(&atomic_total, 1, __ATOMIC_RELAXED);
		loris_lock_acquire(&total_lock);
		seen = locked_total;
		if (i % 16 == 0)
			sys_yield();
		locked_total = seen + 1;
		loris_lock_release(&total_lock);
		own_total++;
	}
	return (long)arg * iterations + own_total;
}

/* Joins threads 0 .. n - 1; returns how many failed to give the value that they should. */
static int join_all(const int *tids, int n)
{
	int wrong = 0;

	for (int i = 0; i < n; i++) {
		long value = -1;
		int err = thread_join(tids[i], &value);

		if (err < 0 || value != (i + 1) * iterations) {
			printf("threads: thread %d: join %s, value %ld\n", i, err_name(err), value);
			wrong++;
		}
	}
	return wrong;
}

int main(int argc, char **argv)
{
	int tids[LORIS_THREADS_MAX];
	int wanted = argc > 1 ? atoi(argv[1]) : 4;
	int n = 0, wrong;

	iterations = argc > 2 ? atol(argv[2]) : 1000;
	if (wanted < 1 || wanted >= LORIS_THREADS_MAX || iterations < 1) {
		printf("usage: threads [1..%d [ITERATIONS]]\n", LORIS_THREADS_MAX - 1);
		return 2;
	}
	for (; n < wanted; n++) {
		tids[n] = thread_start(count, (void *)(long)n);
		if (tids[n] < 0) {
			printf("threads: thread %d: %s\n", n, err_name(tids[n]));
			break;
		}
	}
	wrong = join_all(tids, n) + (wanted - n);
	wrong += atomic_total != n * iterations || locked_total != n * iterations || own_total != 0;
	printf("threads: %d x %ld: atomic %ld, locked %ld: %s\n", n, iterations, atomic_total,
	       locked_total, wrong ? "WRONG" : "ok");
	return wrong != 0;
}
