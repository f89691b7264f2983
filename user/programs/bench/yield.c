// SPDX-License-Identifier: MIT
/* Yields: with nobody else there, to a thread of this process, to another process. */
#include <stdbool.h>
#include <stddef.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/bench/bench.h"
#include "user/programs/bench/partner.h"

#define SETTLE_TRIES 2000
#define SETTLE_NS    1000000

static void yield_loop(uint64_t yields)
{
	for (uint64_t i = 0; i < yields; i++)
		sys_yield();
}

static uint64_t switches(const struct window *window)
{
	struct loris_stats stats = {0};

	sys_stats(window->hart, &stats, sizeof(stats));
	return stats.switches;
}

/* Yields until each yield makes so many switches: 2, there and back, when the partner takes part; 0,
 * when whoever had something to do has done it. */
static bool settle(const struct window *window, uint64_t each)
{
	for (int i = 0; i < SETTLE_TRIES; i++) {
		uint64_t before = switches(window), made;

		yield_loop(WARM_UP);
		made = switches(window) - before;
		if (each ? made >= each * WARM_UP : !made)
			return true;
		sys_sleep(SETTLE_NS);
	}
	return false;
}

const char *bench_yield_alone(struct window *window, uint64_t n)
{
	if (!settle(window, 0))
		return "somebody else is always ready";
	MEASURE(window, LORIS_MARK_YIELD_ALONE, yield_loop(n));
	return NULL;
}

/* ---- two of them: a yield of ours is answered by one of the partner's, n yields are n / 2 rounds ---- */

static const char odd[] = "yields come in pairs: -n must be even";

static volatile bool stop;

static long yielding_thread(void *window)
{
	long hart = ((const struct window *)window)->hart;

	if (sys_thread_pin(hart) != hart)
		return 1;
	while (!stop)
		sys_yield();
	return 0;
}

const char *bench_yield_threads(struct window *window, uint64_t n)
{
	bool settled;
	int tid;

	if (n % 2)
		return odd;
	stop = false;
	tid = thread_start(yielding_thread, window);
	if (tid < 0)
		return "no second thread";
	settled = settle(window, 2);
	if (settled)
		MEASURE(window, LORIS_MARK_YIELD_THREADS, yield_loop(n / 2));
	stop = true;
	thread_join(tid, NULL);
	return settled ? NULL : "the second thread does not take its turns";
}

int partner_yield_procs(void)
{
	partner_meet(0);
	for (;;)
		sys_yield();
}

const char *bench_yield_procs(struct window *window, uint64_t n)
{
	handle_t none;
	bool settled;
	long pid;

	if (n % 2)
		return odd;
	pid = partner_start(window, "yield_procs", 0, &none);
	if (pid < 0)
		return "no second process";
	settled = settle(window, 2);
	if (settled)
		MEASURE(window, LORIS_MARK_YIELD_PROCS, yield_loop(n / 2));
	partner_stop(pid, none);
	return settled ? NULL : "the second process does not take its turns";
}
