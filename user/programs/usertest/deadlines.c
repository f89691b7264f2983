// SPDX-License-Identifier: MIT
/* Time limits: of the whole call, wherever it stands; and none is left when what it was for has come. */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MS	 1000000ull
#define SHORT_NS (10 * MS)
#define LONG_NS	 (40 * MS)
#define NEVER_NS (20000 * MS)
#define STOP	 0 /* word 0: not answered, and the server ends; any other is answered */

static struct loris_self self;
static volatile bool told; /* whoever said STOP has heard that it gets no answer */

struct party {
	handle_t endpoint;
	int hart;
	uint64_t limit; /* of each recv; 0: none */
};

static struct message limited(uint64_t word, uint64_t ns)
{
	return (struct message){.word = {word}, .info = LORIS_MSG_TIMEOUT, .timeout = ns};
}

/* How long a sleep lasts after its message has come: a limit that was left would end it. */
static long sleep_whole(void)
{
	uint64_t before = sys_clock();

	sys_sleep(LONG_NS);
	return sys_clock() - before < LONG_NS ? ERR_TIMEOUT : OK;
}

static long receive_and_sleep(void *arg)
{
	const struct party *p = arg;
	struct message m = limited(0, SHORT_NS);
	long err;

	sys_thread_pin(p->hart);
	do {
		m = limited(0, SHORT_NS);
		err = ipc_recv(p->endpoint, &m);
	} while (err == ERR_TIMEOUT);
	return err == OK ? sleep_whole() : err;
}

/* A receiver's limit, whichever way the message takes; it ends without an answer, which the caller hears. */
static void test_receivers(void)
{
	for (int hart = 0; hart < self.harts; hart++) {
		struct party p = {.endpoint = (handle_t)sys_endpoint_create(), .hart = hart};
		int tid = thread_start(receive_and_sleep, &p);
		struct message m = {.word = {1}};
		long value = -1;

		CHECK_IS(ipc_call(p.endpoint, &m), ERR_CLOSED);
		CHECK(thread_join(tid, &value) == 0 && value == OK);
		CHECK_IS(sys_handle_close(p.endpoint), OK);
	}
}

static long answer_until_stop(void *arg)
{
	const struct party *p = arg;
	struct message m = {0};
	long err;

	sys_thread_pin(p->hart);
	err = ipc_recv(p->endpoint, &m);
	while (err == OK && m.word[0] != STOP) {
		m = (struct message){.word = {1}};
		err = ipc_reply_recv(p->endpoint, &m);
	}
	while (!told)
		sys_sleep(MS);
	return err;
}

static void check_callers(handle_t endpoint, handle_t bits)
{
	struct message m = limited(1, SHORT_NS);
	long err;

	do {
		m = limited(1, SHORT_NS);
		err = ipc_call(endpoint, &m);
	} while (err == ERR_TIMEOUT);
	CHECK_IS(err, OK);
	CHECK_IS(sleep_whole(), OK);
	m = limited(1, NEVER_NS);
	CHECK_IS(ipc_call(endpoint, &m), OK);
	sys_timer_set(bits, 4, LONG_NS);
	CHECK_IS(sys_wait_bits(bits, -1), 4);
	m = limited(STOP,
		    SHORT_NS); /* the server waits already: received at once, and not answered */
	CHECK_IS(ipc_call(endpoint, &m), ERR_TIMEOUT);
	told = true;
}

/* A caller's limit; of calls that are answered, and of one that is received and is not. */
static void test_callers(void)
{
	handle_t bits = (handle_t)sys_notification_create();

	for (int hart = 0; hart < self.harts; hart++) {
		struct party p = {.endpoint = (handle_t)sys_endpoint_create(), .hart = hart};
		int tid;
		long value = -1;

		told = false;
		tid = thread_start(answer_until_stop, &p);
		check_callers(p.endpoint, bits);
		CHECK(thread_join(tid, &value) == 0 && value == OK);
		CHECK_IS(sys_handle_close(p.endpoint), OK);
	}
	CHECK_IS(sys_handle_close(bits), OK);
}

/* Bits that come in time, then a sleep; bits that come too late stay for the next who waits. */
static void test_bits(void)
{
	handle_t bits = (handle_t)sys_notification_create();

	sys_timer_set(bits, 2, SHORT_NS);
	CHECK_IS(sys_wait_bits(bits, (int64_t)(3 * SHORT_NS)), 2);
	CHECK_IS(sleep_whole(), OK);
	CHECK_IS(sys_wait_bits(bits, (int64_t)MS), ERR_TIMEOUT);
	CHECK_IS(sys_signal(bits, 1), OK);
	CHECK_IS(sys_wait_bits(bits, 0), 1);
	CHECK_IS(sys_handle_close(bits), OK);
}

/* Where nobody receives: the place in the line is given up, and who comes next is not kept by it. */
static void test_line(void)
{
	struct party p = {.endpoint = (handle_t)sys_endpoint_create()};
	struct message m = limited(1, SHORT_NS);
	int tid;

	CHECK_IS(ipc_call(p.endpoint, &m), ERR_TIMEOUT);
	m = limited(1, SHORT_NS);
	CHECK_IS(ipc_send(p.endpoint, &m), ERR_TIMEOUT);
	tid = thread_start(answer_until_stop, &p);
	m = limited(1, NEVER_NS);
	CHECK_IS(ipc_call(p.endpoint, &m), OK);
	m = (struct message){.word = {STOP}};
	CHECK_IS(ipc_send(p.endpoint, &m), OK);
	CHECK_IS(thread_join(tid, NULL), 0);
	CHECK_IS(sys_handle_close(p.endpoint), OK);
}

void test_deadlines(void)
{
	sys_self(&self);
	sys_thread_pin(self.hart);
	test_receivers();
	test_callers();
	test_bits();
	test_line();
	sys_thread_pin(-1);
}
