// SPDX-License-Identifier: MIT
/* Clock, sleep, yield. */
#include <stdbool.h>
#include "user/lib/rdtime.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MS 1000000ull

static void test_sleep_lengths(void)
{
	static const uint64_t lengths[] = {0, 1, 1000, MS, 20 * MS};

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		uint64_t before = sys_clock();

		CHECK_IS(sys_sleep(lengths[i]), 0);
		CHECK(sys_clock() - before >= lengths[i]);
	}
}

/* What rdtime measures of a sleep lies between what the clock does, looked at outside of it and inside; each may
 * be off by a tick. */
static void test_rate(void)
{
	struct loris_self self;
	uint64_t outer, inner, ticks, ns, tick;

	sys_self(&self);
	CHECK(self.timebase > 0);
	tick = 1000 * MS / self.timebase + 1;
	outer = sys_clock();
	ticks = rdtime();
	inner = sys_clock();
	sys_sleep(50 * MS);
	inner = sys_clock() - inner;
	ticks = rdtime() - ticks;
	outer = sys_clock() - outer;
	ns = ticks * 1000 / (self.timebase / 1000) * 1000;
	CHECK(inner <= ns + 1000 + 2 * tick && ns <= outer + 2 * tick);
}

static volatile bool woken;

static long sleep_longest(void *unused)
{
	(void)unused;
	sys_sleep(UINT64_MAX);
	woken = true;
	return 0;
}

/* A sleep that wraps when turned into ticks or added to now must not end at once: before we, who are less urgent
 * while it begins, get its hart back. */
static void test_longest(void)
{
	int tid = start_waiting(sleep_longest, NULL);
	handle_t thread = (handle_t)sys_thread_open(0, tid);

	CHECK(!woken);
	CHECK_IS(sys_thread_kill(thread), OK);
	CHECK_IS(thread_join(tid, NULL), 0);
	CHECK(!woken);
	CHECK_IS(sys_handle_close(thread), OK);
}

void test_clock(void)
{
	uint64_t last = sys_clock();

	for (int i = 0; i < 100; i++) {
		uint64_t now = sys_clock();

		CHECK(now >= last);
		last = now;
		CHECK_IS(sys_yield(), 0);
	}
	test_sleep_lengths();
	test_rate();
	test_longest();
}
