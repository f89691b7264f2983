// SPDX-License-Identifier: MIT
/*
 * What one hart looks at while another one changes it: a thread that goes on from an endpoint to a notification just
 * when somebody has read how it waits, but not yet where. On one hart, or without `stretch on` (docs/debug.md),
 * hardly anything meets here.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define US	 1000ull
#define MS	 1000000ull
#define ROUNDS	 300
#define ENDS	 30
#define TIMERS	 8
#define FAR_AWAY (100000 * MS)
#define PATTERN	 0xff0001ull

static handle_t busy, other, bound, bits[TIMERS];
static volatile bool stop;
static volatile int current, signals, sends; /* rounds */
static int harts;

static void settle(int hart)
{
	sys_thread_pin(hart % harts);
}

static struct message soon(uint64_t word)
{
	return (struct message){.word = {word}, .info = LORIS_MSG_TIMEOUT, .timeout = MS};
}

static void begin(void)
{
	stop = false;
	current = signals = sends = 0;
	busy = (handle_t)sys_endpoint_create();
	other = (handle_t)sys_endpoint_create();
	bound = (handle_t)sys_notification_create();
	for (int i = 0; i < TIMERS; i++)
		bits[i] = (handle_t)sys_notification_create();
}

static void end(void)
{
	CHECK(sys_handle_close(busy) == OK && sys_handle_close(other) == OK);
	CHECK_IS(sys_handle_close(bound), OK);
	for (int i = 0; i < TIMERS; i++)
		CHECK_IS(sys_handle_close(bits[i]), OK);
}

/* ---- bits that are nobody's lock ------------------------------------------------------------------------- */

static void spin(uint64_t ns)
{
	for (uint64_t end = sys_clock() + ns; sys_clock() < end;)
		;
}

static bool next_round(int i)
{
	while (current < i && !stop)
		sys_yield();
	return !stop;
}

static long signal_once_a_round(void *unused)
{
	(void)unused;
	settle(1);
	for (int i = 1; next_round(i); i++) {
		spin(20 * US);
		sys_signal(bound, 1);
		signals = i;
	}
	return 0;
}

static long send_once_a_round(void *unused)
{
	(void)unused;
	settle(2);
	for (int i = 1; next_round(i); i++) {
		struct message m = {.word = {1}};

		spin(60 * US);
		ipc_send(busy, &m);
		sends = i;
	}
	return 0;
}

/* Whoever signals is not held up by bits that somebody has left where the receiver waited later. */
static bool goes_on(int i)
{
	uint64_t end = sys_clock() + PATIENCE_NS;

	while (signals < i && sys_clock() < end)
		sys_yield();
	return signals >= i;
}

/* Woken by the one of the two who is first. */
static void receive_then_wait(int i, unsigned *wrong)
{
	struct message m = {0};

	current = i;
	*wrong += ipc_recv(busy, &m) != OK;
	*wrong += sys_wait_bits(bits[0], 1) != ERR_TIMEOUT;
	sys_signal(bits[0], 2);
	*wrong += !goes_on(i);
	*wrong += sys_wait_bits(bits[0], 0) != 2;
	while (sends < i) {
		m = soon(0);
		ipc_recv(busy, &m);
	}
}

static void test_bits_stay(void)
{
	unsigned wrong = 0;
	int signaller, sender;

	begin();
	settle(0);
	CHECK_IS(sys_notification_bind(bound), OK);
	signaller = thread_start(signal_once_a_round, NULL);
	sender = thread_start(send_once_a_round, NULL);
	for (int i = 1; i <= ROUNDS && !wrong; i++)
		receive_then_wait(i, &wrong);
	stop = true;
	CHECK_IS(wrong, 0);
	CHECK_IS(thread_join(signaller, NULL), OK);
	CHECK_IS(thread_join(sender, NULL), OK);
	CHECK_IS(sys_notification_bind(0), OK);
	end();
}

/* ---- urgency that goes along a chain which has changed ------------------------------------------------------ */

static long serve_other(void *unused)
{
	struct message m = soon(0);

	(void)unused;
	settle(1);
	while (!stop) {
		spin(100 * US);
		m = soon(0);
		ipc_reply_recv(other, &m);
	}
	return 0;
}

static long call_other(void *unused)
{
	(void)unused;
	settle(2);
	while (!stop) {
		struct message m = soon(1);
		ipc_call(other, &m);
	}
	return 0;
}

/* Urgent, and waits for who is taken to serve there. */
static long call_busy(void *unused)
{
	(void)unused;
	settle(3);
	for (unsigned i = 0; !stop; i++) {
		struct message m = soon(1);

		spin(i % 8 * 8 * US);
		ipc_call(busy, &m);
	}
	return 0;
}

/* Received last at `busy`; waits in line at `other`, then for bits whose timers stand in a heap. */
static void wait_here_and_there(int i)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	ipc_recv(busy, &m);
	m.info = 0;
	ipc_reply(0, &m);
	m = soon(2);
	ipc_call(other, &m);
	sys_wait_bits(bits[i % TIMERS], 200 * US);
}

static void test_chain(void)
{
	int tid[3];

	begin();
	settle(0);
	for (int i = 0; i < TIMERS; i++)
		CHECK_IS(sys_timer_set(bits[i], PATTERN, FAR_AWAY + (unsigned)i * MS), OK);
	sys_thread_priority(0, LORIS_PRIORITY_USER + 4);
	tid[0] = thread_start(serve_other, NULL);
	tid[1] = thread_start(call_other, NULL);
	tid[2] = thread_start(call_busy, NULL);
	for (int i = 0; i < 6 * ROUNDS; i++)
		wait_here_and_there(i);
	stop = true;
	for (int i = 0; i < 3; i++)
		CHECK_IS(thread_join(tid[i], NULL), OK);
	sys_thread_priority(0, LORIS_PRIORITY_USER);
	end();
}

/* ---- a timer that is set anew while it runs out ---------------------------------------------------------------- */

static volatile int armed, taken;

static long arm_soon(void *unused)
{
	(void)unused;
	settle(1);
	for (int i = 1; i <= 2 * ROUNDS; i++) {
		sys_timer_set(bits[0], 1, 1000 * (unsigned)(i % 50));
		armed = i;
		while (taken < i)
			sys_yield();
	}
	return 0;
}

/* The one that is set now is far away: its bits never come. With `stretch on ran_out` the hart on which the first one
 * runs out waits until the second one is set. */
void test_anew(void)
{
	long got, wrong = 0;
	int tid;

	harts = open_harts();
	begin();
	settle(0);
	armed = taken = 0;
	tid = thread_start(arm_soon, NULL);
	for (int i = 1; i <= 2 * ROUNDS; i++) {
		while (armed < i)
			sys_yield();
		sys_timer_set(bits[0], 2, FAR_AWAY);
		got = sys_wait_bits(bits[0], 20000);
		wrong += got != 1 && got != ERR_TIMEOUT;
		sys_wait_bits(bits[0], 0);
		taken = i;
	}
	CHECK_IS(wrong, 0);
	CHECK_IS(thread_join(tid, NULL), OK);
	end();
	sys_thread_pin(-1);
}

/* ---- a thread that is told of a timer while it ends --------------------------------------------------------------- */

/* The timer runs out on a hart that does nothing else. Once there are bits that hart has found whom to tell of them,
 * and with `stretch on told` it waits then until something is freed. We do not wait for them, or it would be we who
 * gets them, and nobody to be told. */
static long set_timer_and_end(void *unused)
{
	uint64_t end = sys_clock() + PATIENCE_NS;
	long got = ERR_TIMEOUT;

	(void)unused;
	settle(1);
	sys_notification_bind(bound);
	sys_timer_set(bound, 1, 300 * US);
	settle(2);
	while (got == ERR_TIMEOUT && sys_clock() < end)
		got = sys_wait_bits(bound, 0);
	return got;
}

void test_told(void)
{
	long got = 0;

	harts = open_harts();
	begin();
	settle(0);
	for (int i = 0; i < ENDS; i++) {
		CHECK_IS(thread_join(thread_start(set_timer_and_end, NULL), &got), OK);
		CHECK_IS(got, 1);
	}
	end();
	sys_thread_pin(-1);
}

void test_crossings(void)
{
	harts = open_harts();
	test_bits_stay();
	if (harts > 3)
		test_chain(); /* each of its threads on a hart of its own */
	sys_thread_pin(-1);
}
