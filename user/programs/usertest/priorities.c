// SPDX-License-Identifier: MIT
/*
 * Priorities and their donation: all on one hart, where a thread of middle priority never gives way, so
 * that who is less urgent runs only with somebody else's priority.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MS     1000000ull
#define MIDDLE (LORIS_PRIORITY_USER + 4)
#define LOW    (LORIS_PRIORITY_LOWEST - 1)
#define WORK   200000 /* turns of a loop: some time, if one gets any */

static volatile bool stop;
static volatile unsigned long progress, spins;
static int hart;

static long spin_at_middle(void *unused)
{
	(void)unused;
	sys_thread_pin(hart);
	sys_thread_priority(0, MIDDLE);
	while (!stop)
		spins = spins + 1;
	return 0;
}

static void be_low(void)
{
	sys_thread_pin(hart);
	sys_thread_priority(0, LOW);
}

struct stage {
	handle_t endpoint, next; /* next: whom it asks itself before it answers; 0: nobody */
	int calls;
	bool goes_on;	       /* after its last answer: as long as it gets to */
	volatile bool waits;   /* it is about to receive */
	volatile bool at_work; /* it has received */
};

static void do_work(void)
{
	for (volatile int i = 0; i < WORK; i++)
		;
}

static long serve(void *arg)
{
	struct stage *stage = arg;
	struct message m = {0}, ask = {0};
	long err = OK;

	be_low();
	for (int i = 0; i < stage->calls && err == OK; i++) {
		m.info = 0;
		stage->waits = true;
		err = ipc_recv(stage->endpoint, &m);
		stage->at_work = true;
		do_work();
		if (err == OK && stage->next)
			err = ipc_call(stage->next, &ask);
		m.info = 0;
		if (err == OK)
			err = ipc_reply(0, &m);
	}
	while (stage->goes_on && !stop)
		progress = progress + 1;
	return err;
}

static long call_within_limit(handle_t endpoint)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};

	return ipc_call(endpoint, &m);
}

static void check_joins(int tid)
{
	long value = -1;

	CHECK_IS(thread_join(tid, &value), 0);
	CHECK_IS(value, OK);
}

/* Until a thread of this hart that is more urgent than the lowest has said this, and waits: else it would run,
 * and not we. */
static void wait_until(const volatile bool *said)
{
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	while (!*said)
		sys_sleep(MS);
	sys_thread_priority(0, LORIS_PRIORITY_USER);
}

/* Until it has had the hart, or somebody who should not. */
static void let_spin(void)
{
	unsigned long before = spins, went_on = progress;

	while (spins - before < 2 && progress == went_on)
		sys_sleep(MS / 10);
}

/* One that never gives way is at it, on this hart. */
static int start_spinner(void)
{
	int tid = thread_start(spin_at_middle, NULL);

	let_spin();
	return tid;
}

/* Starts servers, lets them get to where they receive, then starts the spinner. */
static int start_all(struct stage *stages, int *tids, int n)
{
	stop = false;
	for (int i = 0; i < n; i++)
		tids[i] = thread_start(serve, &stages[i]);
	for (int i = 0; i < n; i++)
		wait_until(&stages[i].waits);
	return start_spinner();
}

static void end_all(struct stage *stages, const int *tids, int n, int spinner)
{
	stop = true;
	check_joins(spinner);
	for (int i = 0; i < n; i++) {
		check_joins(tids[i]);
		CHECK_IS(sys_handle_close(stages[i].endpoint), OK);
	}
}

static void test_donation(void)
{
	struct stage stage = {
		.endpoint = (handle_t)sys_endpoint_create(), .calls = 3, .goes_on = true};
	unsigned long before;
	int tid, spinner = start_all(&stage, &tid, 1);

	for (int i = 0; i < stage.calls; i++)
		CHECK_IS(call_within_limit(stage.endpoint), OK);
	before = progress;
	let_spin();
	CHECK_IS(progress, before); /* what was donated is gone with the answer */
	end_all(&stage, &tid, 1, spinner);
}

static void test_chain(void)
{
	struct stage stages[3];
	int tids[3], spinner;

	for (int i = 2; i >= 0; i--)
		stages[i] = (struct stage){.endpoint = (handle_t)sys_endpoint_create(),
					   .next = i < 2 ? stages[i + 1].endpoint : 0,
					   .calls = 1};
	spinner = start_all(stages, tids, 3);
	CHECK_IS(call_within_limit(stages[0].endpoint), OK);
	end_all(stages, tids, 3, spinner);
}

static long call_at_low(void *endpoint)
{
	be_low();
	return call_within_limit((handle_t)endpoint);
}

/* The server is at work for somebody less urgent, and does not get on: who waits in line pushes it. */
static void test_in_line(void)
{
	struct stage stage = {.endpoint = (handle_t)sys_endpoint_create(), .calls = 2};
	int tid, spinner, client;

	stop = false;
	tid = thread_start(serve, &stage);
	client = thread_start(call_at_low, (void *)stage.endpoint);
	while (!stage.at_work)
		sys_sleep(MS / 10);
	spinner = start_spinner();
	CHECK_IS(call_within_limit(stage.endpoint), OK);
	stop = true;
	check_joins(client);
	end_all(&stage, &tid, 1, spinner);
}

static void test_range(void)
{
	CHECK_IS(sys_thread_priority(0, LORIS_PRIORITY_USER - 1), ERR_INVALID);
	CHECK_IS(sys_thread_priority(0, 0), ERR_INVALID);
	CHECK_IS(sys_thread_priority(0, LORIS_PRIORITY_LOWEST + 1), ERR_INVALID);
	CHECK_IS(sys_thread_priority(1, LORIS_PRIORITY_USER), ERR_HANDLE);
	CHECK_IS(sys_thread_priority(0, LORIS_PRIORITY_USER + 1), LORIS_PRIORITY_USER);
	CHECK_IS(sys_thread_priority(0, LORIS_PRIORITY_USER), LORIS_PRIORITY_USER + 1);
}

void test_priorities(void)
{
	struct loris_self self;

	sys_self(&self);
	hart = self.hart;
	CHECK_IS(sys_thread_pin(hart), hart);
	test_range();
	test_donation();
	test_chain();
	test_in_line();
	sys_thread_pin(-1);
}
