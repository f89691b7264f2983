// SPDX-License-Identifier: MIT
/* Threads of one process: create, join, exit, pin. */
#include <errno.h>
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define NOBODY	      99999999
#define THREADS_LEAST 250 /* each has two mappings, of which a process has 1024 */
#define VALUE	      (-123456789012l)

static long give(void *value)
{
	return (long)value;
}

static int home;

static long exit_with(void *value)
{
	thread_exit((long)value);
}

/* On our hart, and less urgent: not before we wait for it. */
static long give_when_idle(void *value)
{
	sys_thread_pin(home);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	return (long)value;
}

/* All but us. */
static void wait_for_ends(void)
{
	struct loris_process_info info = {.threads = 2};
	uint64_t end = sys_clock() + PATIENCE_NS;

	while (info.threads > 1 && sys_clock() < end && sys_process_info(0, &info) > 0)
		sys_sleep(100000);
	CHECK_IS(info.threads, 1);
}

static void test_join(void)
{
	struct loris_self self;
	long value = 0;
	int tid;

	sys_self(&self);
	home = self.hart;
	sys_thread_pin(home);
	tid = thread_start(give_when_idle, (void *)VALUE);
	CHECK(tid > 0);
	CHECK_IS(thread_join(tid, &value), 0);
	sys_thread_pin(-1);
	CHECK_IS(value, VALUE);
	CHECK_IS(sys_thread_join(tid, &value), ERR_NOT_FOUND);
	tid = thread_start(exit_with, (void *)-1);
	wait_for_ends();
	CHECK_IS(thread_join(tid, &value), 0);
	CHECK_IS(value, -1);
	tid = thread_start(give, NULL);
	CHECK_IS(sys_thread_join(tid, NULL), 0);
	CHECK_IS(sys_thread_join(self.tid, &value), ERR_DEADLOCK);
	CHECK_IS(sys_thread_join(NOBODY, &value), ERR_NOT_FOUND);
	CHECK_EITHER(sys_thread_join(-1, &value), ERR_NOT_FOUND, ERR_INVALID);
}

static long own_identity(void *unused)
{
	struct loris_self self;

	(void)unused;
	errno = EDOM; /* each thread has its own */
	return sys_self(&self) < 0 ? -1 : ((long)self.pid << 32) + self.tid;
}

static void test_identity(void)
{
	struct loris_self self;
	long value = 0;
	int tid;

	errno = 0;
	CHECK(sys_self(&self) == self.pid && self.pid > 0);
	CHECK(self.harts > 0 && self.hart >= 0 && self.hart < self.harts);
	tid = thread_start(own_identity, NULL);
	CHECK_IS(thread_join(tid, &value), 0);
	CHECK(value >> 32 == self.pid && (int)value == tid && tid != self.tid);
	CHECK(errno == 0);
}

/* As many as there is room for, then a typed refusal, then all of them again. */
static void test_most(void)
{
	static int tids[LORIS_THREADS_MAX];
	int n = 0, last = 0, joined = 0;

	while (n < LORIS_THREADS_MAX && (last = thread_start(give, (void *)(long)n)) > 0)
		tids[n++] = last;
	CHECK_EITHER(last, ERR_NO_MEMORY, ERR_QUOTA);
	CHECK(n >= THREADS_LEAST && n < LORIS_THREADS_MAX);
	for (int i = 0; i < n; i++) {
		long value = -1;

		joined += thread_join(tids[i], &value) == 0 && value == i;
	}
	CHECK_IS(joined, n);
	last = thread_start(give, NULL);
	CHECK(last > 0 && thread_join(last, NULL) == 0);
}

static void test_pin(void)
{
	struct loris_self self;

	sys_self(&self);
	for (int hart = 0; hart < self.harts; hart++) {
		struct loris_self now;

		CHECK_IS(sys_thread_pin(hart), hart);
		sys_self(&now);
		CHECK_IS(now.hart, hart);
		sys_sleep(100000);
		sys_self(&now);
		CHECK_IS(now.hart, hart);
	}
	CHECK_IS(sys_thread_pin(self.harts), ERR_INVALID);
	CHECK_IS(sys_thread_pin(-2), ERR_INVALID);
	CHECK_IS(sys_thread_pin(1l << 32), ERR_INVALID);
	sys_thread_pin(-1);
}

/* Refused, or started and ended by its first fetch: both are right, an address of the kernel is
 * not. */
static void test_entry(void)
{
	struct loris_exit how = {0};

	CHECK(run_line(&how, "usertest -entry_in_kernel") > 0);
	CHECK(how.how == LORIS_FAULTED || (how.how == LORIS_EXITED && how.code == 0));
}

void test_threads(void)
{
	test_join();
	test_identity();
	test_most();
	test_pin();
	test_entry();
}
