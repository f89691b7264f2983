// SPDX-License-Identifier: MIT
/*
 * The loops that need somebody to switch to. The partner, thread or process, stays on the same hart
 * and goes on until it is stopped; the measuring side counts.
 */
#include <stdbool.h>
#include <stddef.h>
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/bench/bench.h"

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

/* Yields until each yield makes two switches, there and back: from then on the partner takes part.
 */
static bool settle(const struct window *window)
{
	for (int i = 0; i < SETTLE_TRIES; i++) {
		uint64_t before = switches(window);

		yield_loop(WARM_UP);
		if (switches(window) - before >= 2 * WARM_UP)
			return true;
		sys_sleep(SETTLE_NS);
	}
	return false;
}

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

/* A yield of ours is answered by one of the partner's: n yields are n / 2 rounds. */
const char *bench_yield_threads(struct window *window, uint64_t n)
{
	int tid = n % 2 ? ERR_INVALID : thread_start(yielding_thread, window);
	bool settled;

	if (tid < 0)
		return n % 2 ? "yields come in pairs: -n must be even" : "no second thread";
	settled = settle(window);
	if (settled)
		MEASURE(window, LORIS_MARK_YIELD_THREADS, yield_loop(n / 2));
	stop = true;
	thread_join(tid, NULL);
	return settled ? NULL : "the second thread does not take its turns";
}

int partner_yield_procs(long hart)
{
	if (sys_thread_pin(hart) != hart)
		return 1;
	for (;;)
		sys_yield();
}

const char *bench_yield_procs(struct window *window, uint64_t n)
{
	long pid = n % 2 ? ERR_INVALID : spawn_line("bench yield_procs -child %ld", window->hart);
	struct loris_exit how;
	bool settled;

	if (pid < 0)
		return n % 2 ? "yields come in pairs: -n must be even" : "no second process";
	settled = settle(window);
	if (settled)
		MEASURE(window, LORIS_MARK_YIELD_PROCS, yield_loop(n / 2));
	sys_kill(pid);
	sys_wait(pid, &how);
	return settled ? NULL : "the second process does not take its turns";
}

/* Whoever relays first waits until the other does; the last word sent is never answered. */
static long relay_loop(uint64_t n)
{
	long last = 0;

	for (uint64_t i = 0; i < n; i++)
		last = sys_bench_call(1, 1);
	return last;
}

#define PARTNER_WORD 7

int partner_kthread_other(long hart)
{
	if (sys_thread_pin(hart) != hart)
		return 1;
	while (sys_bench_call(PARTNER_WORD, 1) >= 0)
		;
	return 1;
}

/* Our call is an iteration: it wakes the partner with our word and returns with the partner's next.
 */
const char *bench_kthread_other(struct window *window, uint64_t n)
{
	long pid = spawn_line("bench kthread_other -child %ld", window->hart);
	struct loris_exit how;
	long last;

	if (pid < 0)
		return "no second process";
	relay_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_KTHREAD_OTHER, last = relay_loop(n));
	sys_kill(pid);
	sys_wait(pid, &how);
	return last == PARTNER_WORD ? NULL : "the partner's words do not arrive";
}
