// SPDX-License-Identifier: MIT
/* Clients of one server: equals are served in the order in which they came, and each gets its turns. */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define CLIENTS 4
#define TURNS	200 /* that each client must get */
#define CROWD	24
#define PATIENCE \
	2000000L /* turns of others meanwhile: in counts, since a hart of a loaded host may pause */

/* ---- in line ----------------------------------------------------------------------------------------------- */

static int hart;
static volatile int comes; /* whose turn it is to join the line */

struct client {
	handle_t endpoint;
	int number;
};

static long call_once(void *arg)
{
	struct client *c = arg;
	struct message m = {.word = {(uint64_t)c->number}};

	sys_thread_pin(hart); /* from the next time on that it comes here */
	sys_yield();
	comes = c->number;
	return ipc_call(c->endpoint, &m);
}

/* One after the other, all on this hart: each stands in line before the next one starts. */
static void test_line(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	struct client client[CLIENTS];
	int tids[CLIENTS];
	struct message m;

	comes = -1;
	for (int i = 0; i < CLIENTS; i++) {
		client[i] = (struct client){endpoint, i};
		tids[i] = thread_start(call_once, &client[i]);
		while (comes != i)
			sys_yield();
		/* Less urgent than it is, we go on when it waits. */
		sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
		sys_thread_priority(0, LORIS_PRIORITY_USER);
	}
	for (int i = 0; i < CLIENTS; i++) {
		m = (struct message){0};
		CHECK_IS(ipc_recv(endpoint, &m), OK);
		CHECK_IS((long)m.word[0], i);
		m = (struct message){0};
		CHECK_IS(ipc_reply(0, &m), OK);
		CHECK_IS(thread_join(tids[i], NULL), OK);
	}
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* ---- turns -------------------------------------------------------------------------------------------------- */

static long call_until_refused(void *endpoint)
{
	struct message m = {0};

	while (ipc_call((handle_t)endpoint, &m) == OK && m.word[0])
		m = (struct message){0};
	return OK;
}

static bool all_had(const long turns[CLIENTS], long enough)
{
	for (int i = 0; i < CLIENTS; i++)
		if (turns[i] < enough)
			return false;
	return true;
}

/* Answers calls with 1 until all have had their turns, or others too many; then one of each client with 0. */
static void serve_fairly(handle_t endpoint, long turns[CLIENTS])
{
	struct message m = {0};
	long err = ipc_recv(endpoint, &m);

	for (long sum = 0; err == OK && sum < PATIENCE && !all_had(turns, TURNS); sum++) {
		turns[m.badge - 1]++;
		m = (struct message){.word = {1}};
		err = ipc_reply_recv(endpoint, &m);
	}
	for (int i = 1; i < CLIENTS && err == OK; i++) {
		m = (struct message){0};
		err = ipc_reply_recv(endpoint, &m);
	}
	m = (struct message){0};
	CHECK_IS(err == OK ? ipc_reply(0, &m) : err, OK);
}

static void test_turns(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create(), badged[CLIENTS];
	long turns[CLIENTS] = {0};
	int tids[CLIENTS];

	for (int i = 0; i < CLIENTS; i++) {
		badged[i] = (handle_t)sys_handle_copy(endpoint, LORIS_RIGHT_SEND, (uint64_t)i + 1);
		tids[i] = thread_start(call_until_refused, (void *)badged[i]);
	}
	serve_fairly(endpoint, turns);
	CHECK(all_had(turns, TURNS));
	for (int i = 0; i < CLIENTS; i++) {
		CHECK_IS(thread_join(tids[i], NULL), OK);
		sys_handle_close(badged[i]);
	}
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* ---- kthreads --------------------------------------------------------------------------------------------- */

static volatile uint64_t
	fewer; /* objects that we use when the one that was closed is freed; 0: nobody looks yet */
static volatile bool stop;
static int saw_none; /* of the crowd */

static uint64_t objects(void)
{
	struct loris_process_info info;

	return sys_process_info(0, &info) > 0 ? info.objects : 0;
}

static long look(void *unused)
{
	(void)unused;
	for (; !stop; sys_yield()) {
		if (fewer && objects() > fewer)
			saw_none++;
		else if (fewer)
			stop = true;
	}
	return OK;
}

/* What is closed is freed by a kthread as urgent as programs. It does not wait until each of them has had its turn. On
 * one hart, where only it must have run. */
static void test_kthreads(void)
{
	uint64_t without;
	handle_t endpoint;
	int tids[CROWD];

	for (int i = 0; i < CROWD; i++)
		tids[i] = thread_start(look, NULL);
	for (int i = 0; i < CROWD; i++)
		sys_yield(); /* what was closed before is freed, and all of them are ready */
	endpoint = (handle_t)sys_endpoint_create();
	without = objects() - 1;
	CHECK_IS(sys_handle_close(endpoint), OK);
	fewer = without;
	while (!stop)
		sys_yield();
	CHECK_IS(saw_none, 0);
	for (int i = 0; i < CROWD; i++)
		CHECK_IS(thread_join(tids[i], NULL), OK);
}

void test_fairness(void)
{
	struct loris_self self;

	sys_self(&self);
	hart = (int)self.hart;
	CHECK_IS(sys_thread_pin(hart), hart);
	test_line();
	sys_thread_pin(-1);
	test_turns();
	if (open_harts() == 1)
		test_kthreads();
}
