// SPDX-License-Identifier: MIT
/*
 * A thread that is made ready for another hart, which sleeps, runs there soon. It is pinned, so that nobody else
 * takes it over, and we, who woke it, do not give up our own hart: only an interrupt can bring it about. The other
 * hart may have one of its own, for a timer, so those that this hart has sent are counted.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define ROUNDS 20
#define PAUSE  2000 /* looks at the clock, in which it goes to sleep, and then its hart */

static handle_t bits;
static int hart;
static volatile unsigned came;

static long come_when_told(void *unused)
{
	long got = 0;

	(void)unused;
	sys_thread_pin(hart);
	for (unsigned i = 0; i < ROUNDS && got >= 0; i++) {
		came = came + 1;
		got = sys_wait_bits(bits, -1);
	}
	return got;
}

static bool comes(unsigned times)
{
	for (uint64_t end = sys_clock() + PATIENCE_NS; sys_clock() < end;)
		if (came == times)
			return true;
	return false;
}

static void pause(void)
{
	for (unsigned i = 0; i < PAUSE; i++)
		sys_clock();
}

static uint64_t sent_by(long hart)
{
	struct loris_stats s;

	CHECK_IS(sys_stats(hart, &s, sizeof(s)), sizeof(s));
	return s.ipis_sent;
}

void test_elsewhere(void)
{
	struct loris_self self;
	unsigned times = 1;
	uint64_t before;
	long got = 0;
	int tid;

	sys_self(&self);
	if (open_harts() == 1)
		return;
	sys_thread_pin(self.hart);
	hart = self.hart ? 0 : 1;
	came = 0;
	bits = (handle_t)sys_notification_create();
	tid = thread_start(come_when_told, NULL);
	before = sent_by(self.hart);
	for (; times <= ROUNDS && comes(times); times++) {
		pause();
		sys_signal(bits, 1);
	}
	CHECK_IS(times, ROUNDS + 1);
	CHECK(!kernel_counts() || sent_by(self.hart) >= before + ROUNDS);
	CHECK(thread_join(tid, &got) == 0 && got == 1);
	CHECK_IS(sys_handle_close(bits), OK);
	sys_thread_pin(-1);
}
