// SPDX-License-Identifier: MIT
/*
 * What somebody lends a server while he waits in line at one endpoint is not lost when the server answers at another one.
 * All on one hart: a server that is less urgent than a thread which works as long as it is let.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MS	1000000ull
#define TOIL_NS (30 * MS)
#define LATE	(5000 * MS)
#define MIDDLE	(LORIS_PRIORITY_USER + 4)
#define LOW	(LORIS_PRIORITY_USER + 8)

static volatile bool stop, toils, toiled;
static volatile uint64_t middle_turns, turns_meanwhile;
static handle_t front, back;
static volatile unsigned settled;
static int hart;

static void settle(unsigned priority)
{
	sys_thread_pin(hart);
	sys_thread_priority(0, priority);
	__atomic_fetch_add(&settled, 1, __ATOMIC_RELAXED);
}

static void toil(void)
{
	uint64_t before = middle_turns;

	toils = true;
	for (uint64_t end = sys_clock() + TOIL_NS; sys_clock() < end && !stop;)
		;
	turns_meanwhile = middle_turns - before;
	toiled = true;
}

/* Answers one call at once and works for the next one, at `front`; then one at `back`, where it has received before. */
static long serve(void *unused)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	(void)unused;
	settle(LOW);
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
	settle(LORIS_PRIORITY_USER);
	return ipc_call(back, &m);
}

static long call_from_low(void *unused)
{
	struct message m = {0};

	(void)unused;
	settle(LOW);
	return ipc_call(front, &m);
}

static long work_at_middle(void *unused)
{
	uint64_t end = sys_clock() + LATE;

	(void)unused;
	settle(MIDDLE);
	while (!stop && sys_clock() < end)
		middle_turns = middle_turns + 1;
	return 0;
}

static void join(int tid)
{
	long value = -1;

	CHECK(thread_join(tid, &value) == 0 && value == OK);
}

/* So many have come to this hart; and each has done what it can do at once. */
static void let_go_on(unsigned threads)
{
	while (settled < threads)
		sys_sleep(MS);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	sys_thread_priority(0, LORIS_PRIORITY_USER);
}

void test_lent_elsewhere(void)
{
	struct message m = {0};
	struct loris_self self;
	int server, urgent, low, middle;

	sys_self(&self);
	hart = self.hart;
	sys_thread_pin(hart);
	stop = toils = toiled = false;
	middle_turns = turns_meanwhile = settled = 0;
	front = (handle_t)sys_endpoint_create();
	back = (handle_t)sys_endpoint_create();
	server = thread_start(serve, NULL);
	let_go_on(1);
	urgent = thread_start(wait_at_back, NULL);
	let_go_on(2);
	CHECK_IS(ipc_call(front, &m), OK); /* as urgent as who waits: answered the short way */
	low = thread_start(call_from_low, NULL);
	while (!toils)
		sys_sleep(MS);
	middle = thread_start(work_at_middle, NULL);
	while (!toiled && !middle_turns)
		sys_sleep(MS);
	stop = true;
	join(middle);
	join(low);
	join(urgent);
	join(server);
	CHECK_IS(turns_meanwhile, 0);
	CHECK(sys_handle_close(front) == OK && sys_handle_close(back) == OK);
	sys_thread_pin(-1);
}
