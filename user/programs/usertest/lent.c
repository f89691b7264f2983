// SPDX-License-Identifier: MIT
/*
 * What somebody lends a server while he waits in line at one endpoint is not lost when the server answers at another one.
 * All on one hart: a server that is less urgent than a thread which works as long as it is let.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/urgency.h"

#define TOIL_NS (30 * MS)

static volatile bool toils, toiled, calls;
static volatile uint64_t turns_meanwhile;
static handle_t front, back, go, line;

static void toil(void)
{
	uint64_t before = urgency_middle_turns;

	toils = true;
	for (uint64_t end = sys_clock() + TOIL_NS; sys_clock() < end && !urgency_stop;)
		;
	turns_meanwhile = urgency_middle_turns - before;
	toiled = true;
}

/* Answers whom it received, which may go the short way, and works for the next one, at `front`; then one in the line. */
static long answer_at_front(void)
{
	struct message m = {0};

	CHECK_IS(ipc_reply_recv(front, &m), OK);
	toil();
	m.info = 0;
	CHECK_IS(ipc_reply(0, &m), OK);
	m.info = 0;
	CHECK_IS(ipc_recv(line, &m), OK);
	m.info = 0;
	return ipc_reply(0, &m);
}

/* It has received at `back` before. */
static long serve(void *unused)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	(void)unused;
	urgency_settle(LOW);
	CHECK_IS(ipc_recv(back, &m), ERR_TIMEOUT);
	m.info = 0;
	CHECK_IS(ipc_recv(front, &m), OK);
	return answer_at_front();
}

/* It has never received at `front` before it answers there the one who called at `back`. */
static long serve_new(void *unused)
{
	struct message m = {0};

	(void)unused;
	urgency_settle(LOW);
	CHECK_IS(ipc_recv(back, &m), OK);
	CHECK_IS(sys_wait_bits(go, -1), 1);
	return answer_at_front();
}

static long wait_in_line(void *unused)
{
	struct message m = {0};

	(void)unused;
	urgency_settle(LORIS_PRIORITY_USER);
	calls = true;
	return ipc_call(line, &m);
}

static long call_at_back(void *unused)
{
	struct message m = {0};

	(void)unused;
	urgency_settle(line == back ? LORIS_PRIORITY_USER
				    : LOW); /* as who is answered the short way */
	return ipc_call(back, &m);
}

static long call_from_low(void *unused)
{
	struct message m = {0};

	(void)unused;
	urgency_settle(LOW);
	return ipc_call(front, &m);
}

static void begin(void)
{
	urgency_begin();
	toils = toiled = calls = false;
	turns_meanwhile = 0;
	front = (handle_t)sys_endpoint_create();
	back = (handle_t)sys_endpoint_create();
	go = (handle_t)sys_notification_create();
}

/* While the server works for one who is less urgent than the middle, somebody waits who is more. */
static void end(int server, int urgent, int low)
{
	int middle = thread_start(urgency_work_at_middle, NULL);

	while (!toiled && !urgency_middle_turns)
		sys_sleep(MS);
	urgency_stop = true;
	urgency_join(middle);
	urgency_join(low);
	urgency_join(urgent);
	urgency_join(server);
	CHECK_IS(turns_meanwhile, 0);
	urgency_end();
	CHECK(sys_handle_close(front) == OK && sys_handle_close(back) == OK);
	CHECK_IS(sys_handle_close(go), OK);
}

static int begin_toil(void)
{
	int low = thread_start(call_from_low, NULL);

	while (!toils)
		sys_sleep(MS);
	return low;
}

/* None of us is less urgent meanwhile than who works. */
static int someone_waits(void)
{
	int urgent = thread_start(wait_in_line, NULL);

	while (!calls)
		sys_sleep(MS);
	sys_sleep(MS);
	return urgent;
}

static void test_holds_two(void)
{
	struct message m = {0};
	int server, urgent;

	begin();
	line = back;
	server = thread_start(serve, NULL);
	urgency_let_go_on(1);
	urgent = someone_waits();
	CHECK_IS(ipc_call(front, &m), OK); /* as urgent as who waits: answered the short way */
	end(server, urgent, begin_toil());
}

/* From then on, and until it ends, who calls there lends us something. */
static long receive_once(void *unused)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	(void)unused;
	return ipc_recv(front, &m) == ERR_TIMEOUT ? OK : -1;
}

static int begin_to_answer(handle_t where)
{
	int server = thread_start(serve_new, NULL);

	line = where;
	urgency_let_go_on(1);
	return server;
}

/* Another one has received at `front`; the server answers there, the short way, for the first time. */
static void test_waits_at_back(void)
{
	int server, first, urgent;

	begin();
	CHECK_IS(receive_once(NULL), OK);
	server = begin_to_answer(back);
	first = thread_start(call_at_back, NULL);
	urgency_let_go_on(2);
	urgent = someone_waits();
	CHECK_IS(sys_signal(go, 1), OK);
	urgency_join(first);
	end(server, urgent, begin_toil());
}

/* Likewise, and nobody has, or who has is gone. */
static void test_waits_at_front(bool received_before)
{
	int server, first, low;

	begin();
	if (received_before)
		urgency_join(thread_start(receive_once, NULL));
	server = begin_to_answer(front);
	first = thread_start(call_at_back, NULL);
	urgency_let_go_on(2);
	CHECK_IS(sys_signal(go, 1), OK);
	urgency_join(first);
	low = begin_toil();
	end(server, someone_waits(), low);
}

void test_lent_elsewhere(void)
{
	struct loris_self self;

	sys_self(&self);
	urgency_hart = self.hart;
	sys_thread_pin(urgency_hart);
	test_holds_two();
	test_waits_at_back();
	test_waits_at_front(false);
	test_waits_at_front(true);
	sys_thread_pin(-1);
}
