// SPDX-License-Identifier: MIT
/* Clock, sleep, yield. */
#include "user/lib/rdtime.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
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

/* A sleep that wraps when turned into ticks or added to now must not end at once. */
static void test_longest(void)
{
	struct loris_exit how = {0};
	long pid = spawn_line("usertest -sleep_longest");

	sys_sleep(20 * MS);
	CHECK_IS(sys_kill(pid), 0);
	CHECK_IS(sys_wait(pid, &how), pid);
	CHECK_IS(how.how, LORIS_KILLED);
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
