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

static volatile bool toils, toiled;
static volatile uint64_t turns_meanwhile;
static handle_t front, back;

static void toil(void)
{
	uint64_t before = urgency_middle_turns;

	toils = true;
	for (uint64_t end = sys_clock() + TOIL_NS; sys_clock() < end && !urgency_stop;)
		;
	turns_meanwhile = urgency_middle_turns - before;
	toiled = true;
}

/* Answers one call at once and works for the next one, at `front`; then one at `back`, where it has received before. */
static long serve(void *unused)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	(void)unused;
	urgency_settle(LOW);
	CHECK_IS(ipc_recv(back, &m), ERR_TIMEOUT);
	m.info = 0;
	CHECK_IS(ipc_recv(front, &m), OK);
	m.info = 0;
	CHECK_IS(ipc_reply_recv(front, &m), OK);
	toil();
	m.info = 0;
	CHECK_IS(ipc_reply(0, &m), OK);
	m.info = 0;
	CHECK_IS(ipc_recv(back, &m), OK);
	m.info = 0;
	return ipc_reply(0, &m);
}

static long wait_at_back(void *unused)
{
	struct message m = {0};

	(void)unused;
	urgency_settle(LORIS_PRIORITY_USER);
	return ipc_call(back, &m);
}

static long call_from_low(void *unused)
{
	struct message m = {0};

	(void)unused;
	urgency_settle(LOW);
	return ipc_call(front, &m);
}

void test_lent_elsewhere(void)
{
	struct message m = {0};
	struct loris_self self;
	int server, urgent, low, middle;

	sys_self(&self);
	urgency_hart = self.hart;
	sys_thread_pin(urgency_hart);
	urgency_begin();
	toils = toiled = false;
	turns_meanwhile = 0;
	front = (handle_t)sys_endpoint_create();
	back = (handle_t)sys_endpoint_create();
	server = thread_start(serve, NULL);
	urgency_let_go_on(1);
	urgent = thread_start(wait_at_back, NULL);
	urgency_let_go_on(2);
	CHECK_IS(ipc_call(front, &m), OK); /* as urgent as who waits: answered the short way */
	low = thread_start(call_from_low, NULL);
	while (!toils)
		sys_sleep(MS);
	middle = thread_start(urgency_work_at_middle, NULL);
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
	sys_thread_pin(-1);
}
