// SPDX-License-Identifier: MIT
/* Notifications: bits that are left and taken, timers, and a receiver that hears of both. */
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MS	1000000ull
#define HIGHEST (1ull << 62)
#define LONG_MS (10000 * MS)
#define SIGNALS 200
#define FOREVER (-1)

static void test_bits(void)
{
	handle_t bits = (handle_t)sys_notification_create();

	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	CHECK(sys_signal(bits, 1) == OK && sys_signal(bits, 4) == OK && sys_signal(bits, 4) == OK);
	CHECK_IS(sys_wait_bits(bits, FOREVER), 5);
	CHECK_IS(sys_wait_bits(bits, 0), ERR_TIMEOUT);
	CHECK_IS(sys_signal(bits, HIGHEST), OK);
	CHECK_IS(sys_wait_bits(bits, 0), (long)HIGHEST);
	CHECK_IS(sys_signal(bits, 0), ERR_INVALID);
	CHECK_IS(sys_signal(bits, 1ull << 63), ERR_INVALID);
	CHECK_IS(sys_handle_close(bits), OK);
	CHECK_IS(sys_signal(bits, 1), ERR_HANDLE);
}

static void test_rights(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	handle_t signal = (handle_t)sys_handle_copy(bits, LORIS_RIGHT_SEND, 0);
	handle_t wait = (handle_t)sys_handle_copy(bits, LORIS_RIGHT_RECV, 0);

	CHECK(sys_signal(wait, 1) == ERR_PERM && sys_wait_bits(signal, 0) == ERR_PERM);
	CHECK_IS(sys_notification_bind(signal), ERR_PERM);
	CHECK(sys_signal(signal, 1) == OK && sys_wait_bits(wait, 0) == 1);
	sys_handle_close(wait);
	sys_handle_close(signal);
	sys_handle_close(bits);
}

/* Again if it may have run out before it was taken back. */
static void take_back(handle_t bits)
{
	uint64_t before;
	long got;

	do {
		before = sys_clock();
		CHECK(sys_timer_set(bits, 1, 2 * MS) == OK && sys_timer_set(bits, 0, 0) == OK);
		before = sys_clock() - before;
		got = sys_wait_bits(bits, 10 * (int64_t)MS);
	} while (before >= 2 * MS);
	CHECK_IS(got, ERR_TIMEOUT);
}

static void test_timer(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	uint64_t before = sys_clock();

	CHECK_IS(sys_timer_set(bits, 2, 100 * MS), OK);
	CHECK_IS(sys_wait_bits(bits, (int64_t)LONG_MS), 2);
	CHECK(sys_clock() - before >= 100 * MS && sys_clock() - before < LONG_MS);
	CHECK_IS(sys_wait_bits(bits, 10 * (int64_t)MS), ERR_TIMEOUT); /* once */
	CHECK(sys_timer_set(bits, 1, LONG_MS) == OK && sys_timer_set(bits, 8, MS) == OK);
	CHECK_IS(sys_wait_bits(bits, (int64_t)LONG_MS), 8); /* the later one counts */
	take_back(bits);
	CHECK_IS(sys_timer_set(bits, 1, UINT64_MAX), OK);
	CHECK_IS(sys_wait_bits(bits, (int64_t)MS), ERR_TIMEOUT);
	CHECK_IS(sys_timer_set(bits, 1, LONG_MS), OK);
	CHECK_IS(sys_handle_close(bits), OK); /* while it runs */
}

static void test_time_limit(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	uint64_t before = sys_clock();

	CHECK_IS(sys_wait_bits(bits, 3 * (int64_t)MS), ERR_TIMEOUT);
	CHECK(sys_clock() - before >= 3 * MS);
	CHECK_IS(sys_handle_close(bits), OK);
}

struct pair {
	handle_t here, there;
};

static long answer_signals(void *arg)
{
	const struct pair *pair = arg;

	for (int i = 0; i < SIGNALS; i++) {
		if (sys_wait_bits(pair->there, FOREVER) != 1 || sys_signal(pair->here, 2) != OK)
			return i;
	}
	return SIGNALS;
}

static void test_wakes(void)
{
	struct pair pair = {.here = (handle_t)sys_notification_create(),
			    .there = (handle_t)sys_notification_create()};
	int tid = thread_start(answer_signals, &pair);
	long value = 0, right = 0;

	for (int i = 0; i < SIGNALS; i++) {
		sys_signal(pair.there, 1);
		right += sys_wait_bits(pair.here, FOREVER) == 2;
	}
	CHECK_IS(right, SIGNALS);
	CHECK(thread_join(tid, &value) == 0 && value == SIGNALS);
	sys_handle_close(pair.here);
	sys_handle_close(pair.there);
}

/* A receiver hears of bits that come before it waits, and while it does. */
static void test_bound(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	struct message m = {0};

	CHECK_IS(sys_notification_bind(bits), OK);
	sys_signal(bits, 6);
	CHECK(ipc_recv(endpoint, &m) == OK && LORIS_MSG_KIND(m.info) == LORIS_MSG_BITS);
	CHECK(m.word[0] == 6 && LORIS_MSG_COUNT(m.info) == 0);
	CHECK_IS(sys_reply_keep(), ERR_NOT_FOUND);
	sys_timer_set(bits, 9, MS);
	m = (struct message){0};
	CHECK(ipc_recv(endpoint, &m) == OK && LORIS_MSG_KIND(m.info) == LORIS_MSG_BITS);
	CHECK_IS(m.word[0], 9);
	CHECK_IS(sys_notification_bind(0), OK);
	sys_signal(bits, 1);
	m = (struct message){.info = LORIS_MSG_TIMEOUT};
	CHECK_IS(ipc_recv(endpoint, &m), ERR_TIMEOUT);
	CHECK_IS(sys_wait_bits(bits, 0), 1);
	sys_handle_close(bits);
	sys_handle_close(endpoint);
}

static int own_hart;

static long signal_when_idle(void *bits)
{
	sys_thread_pin(own_hart);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	return sys_signal((handle_t)bits, 3);
}

/* Who signals runs when the receiver has gone to sleep: on one hart, and less urgent. */
static void test_bound_asleep(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	struct message m = {0};
	struct loris_self self;
	int tid;

	sys_self(&self);
	own_hart = self.hart;
	sys_thread_pin(own_hart);
	CHECK_IS(sys_notification_bind(bits), OK);
	tid = thread_start(signal_when_idle, (void *)bits);
	CHECK(ipc_recv(endpoint, &m) == OK && LORIS_MSG_KIND(m.info) == LORIS_MSG_BITS);
	CHECK_IS(m.word[0], 3);
	CHECK_IS(thread_join(tid, NULL), 0);
	CHECK_IS(sys_notification_bind(0), OK);
	sys_thread_pin(-1);
	CHECK(sys_handle_close(bits) == OK && sys_handle_close(endpoint) == OK);
}

static long bind_also(void *bits)
{
	return sys_notification_bind((handle_t)bits);
}

/* One thread at a time. */
static void test_bound_elsewhere(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	long value = 0;

	CHECK_IS(sys_notification_bind(bits), OK);
	CHECK_IS(thread_join(thread_start(bind_also, (void *)bits), &value), 0);
	CHECK_IS(value, ERR_BUSY);
	CHECK_IS(sys_notification_bind(0), OK);
	CHECK_IS(thread_join(thread_start(bind_also, (void *)bits), &value), 0);
	CHECK_IS(value, OK);
	CHECK_IS(sys_notification_bind(bits), OK); /* it has ended */
	CHECK_IS(sys_notification_bind(0), OK);
	CHECK_IS(sys_handle_close(bits), OK);
}

void test_notify(void)
{
	test_bits();
	test_rights();
	test_timer();
	test_time_limit();
	test_wakes();
	test_bound();
	test_bound_asleep();
	test_bound_elsewhere();
}
