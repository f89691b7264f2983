// SPDX-License-Identifier: MIT
/*
 * Who goes first when messages take the usual way, which asks no scheduler: all on one hart, two threads
 * that work as long as they are let, and somebody more urgent who looks how far they have come.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/urgency.h"

#define TURN_NS (30 * MS)
#define LATE \
	(5000 * MS) /* who works so long was not stopped: somebody else should have got the hart */

volatile bool urgency_stop;
volatile uint64_t urgency_middle_turns;
int urgency_hart;

static volatile bool overdue;
static volatile unsigned settled, toils;
static volatile uint64_t low_turns;
static handle_t endpoint, bits;

void urgency_settle(unsigned priority)
{
	sys_thread_pin(urgency_hart);
	sys_thread_priority(0, priority);
	__atomic_fetch_add(&settled, 1, __ATOMIC_RELAXED);
}

void urgency_let_go_on(unsigned threads)
{
	while (settled < threads)
		sys_sleep(MS);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	sys_thread_priority(0, LORIS_PRIORITY_USER);
}

static void work(volatile uint64_t *turns)
{
	uint64_t end = sys_clock() + LATE;

	while (!urgency_stop && sys_clock() < end)
		*turns = *turns + 1;
	overdue |= !urgency_stop;
}

long urgency_work_at_middle(void *unused)
{
	(void)unused;
	urgency_settle(MIDDLE);
	work(&urgency_middle_turns);
	return 0;
}

static long call_with(uint64_t word)
{
	struct message m = {.word = {word}};

	return ipc_call(endpoint, &m);
}

void urgency_join(int tid)
{
	long value = -1;

	CHECK(thread_join(tid, &value) == 0 && value == OK);
}

void urgency_begin(void)
{
	urgency_stop = overdue = false;
	settled = toils = 0;
	urgency_middle_turns = low_turns = 0;
	endpoint = (handle_t)sys_endpoint_create();
	bits = (handle_t)sys_notification_create();
}

void urgency_end(void)
{
	CHECK(sys_handle_close(endpoint) == OK && sys_handle_close(bits) == OK);
}

/* ---- the server is lent a priority, and gives it back with its answer ----------------------------------------- */

enum { ECHO = 1, TOIL, WORK };

/* So much time of its own. */
static void toil(void)
{
	toils++;
	for (uint64_t last = sys_clock(), had = 0, now; had < TURN_NS; last = now) {
		now = sys_clock();
		had += now - last < MS ? now - last : 0;
	}
}

/* Answers calls, at once or after some time; works during the last one. */
static long serve_low(void *at)
{
	handle_t here = at ? (handle_t)at : endpoint;
	struct message m = {0};
	long err;

	urgency_settle(LOW);
	err = ipc_recv(here, &m);
	while (err == OK && m.word[0] != WORK) {
		if (m.word[0] == TOIL)
			toil();
		m.info = 0;
		err = ipc_reply_recv(here, &m);
	}
	work(&low_turns);
	m.info = 0;
	return err == OK ? ipc_reply(0, &m) : err;
}

static long call_low_when_told(void *unused)
{
	(void)unused;
	urgency_settle(LOW);
	sys_wait_bits(bits, -1);
	return call_with(WORK);
}

/* It works for us, who are urgent: whoever is less so does not get the hart meanwhile. */
static void test_lent(void)
{
	int server, middle;
	uint64_t before;

	urgency_begin();
	server = thread_start(serve_low, NULL);
	CHECK(call_with(ECHO) == OK && call_with(ECHO) == OK);
	middle = thread_start(urgency_work_at_middle, NULL);
	while (!urgency_middle_turns)
		sys_sleep(MS);
	before = urgency_middle_turns;
	CHECK_IS(call_with(TOIL), OK);
	CHECK_IS(urgency_middle_turns, (long)before);
	CHECK(!overdue);
	urgency_stop = true;
	urgency_join(middle);
	CHECK_IS(call_with(WORK), OK);
	urgency_join(server);
	urgency_end();
}

/* We, urgent, were served; now it works for somebody who is not, and somebody in between wants the hart. */
static void test_given_back(void)
{
	int server, client, middle;

	urgency_begin();
	server = thread_start(serve_low, NULL);
	CHECK(call_with(ECHO) == OK && call_with(ECHO) == OK);
	client = thread_start(call_low_when_told, NULL);
	urgency_let_go_on(2);
	sys_signal(bits, 1);
	while (!low_turns)
		sys_sleep(MS);
	middle = thread_start(urgency_work_at_middle, NULL);
	while (!urgency_middle_turns && !overdue)
		sys_sleep(MS);
	CHECK(!overdue);
	urgency_stop = true;
	urgency_join(middle);
	urgency_join(client);
	urgency_join(server);
	urgency_end();
}

/* ---- a server that waits for another one ----------------------------------------------------------------------- */

static long call_toil(void *unused)
{
	(void)unused;
	urgency_settle(LOW);
	return call_with(TOIL);
}

/* Asks the one behind before it answers. */
static long serve_by_another(void *behind)
{
	struct message m = {0}, ask;
	bool more = true;
	long err;

	urgency_settle(LOW);
	err = ipc_recv(endpoint, &m);
	while (err == OK && more) {
		more = m.word[0] != WORK;
		ask = (struct message){.word = {m.word[0]}};
		err = ipc_call((handle_t)behind, &ask);
		m.info = 0;
		if (err == OK)
			err = more ? ipc_reply_recv(endpoint, &m) : ipc_reply(0, &m);
	}
	return err;
}

/* The one in front asks on behalf of somebody who is not urgent. We come later and wait in its line: the one
 * behind, which is at work, is pushed too. */
static void test_passed_on(void)
{
	handle_t behind = (handle_t)sys_endpoint_create();
	int back, front, client, middle;

	urgency_begin();
	back = thread_start(serve_low, (void *)behind);
	front = thread_start(serve_by_another, (void *)behind);
	client = thread_start(call_toil, NULL);
	while (!toils)
		sys_sleep(MS);
	middle = thread_start(urgency_work_at_middle, NULL);
	while (!urgency_middle_turns)
		sys_sleep(MS);
	CHECK_IS(call_with(ECHO), OK);
	CHECK(!overdue);
	urgency_stop = true;
	urgency_join(middle);
	urgency_join(client);
	CHECK_IS(call_with(WORK), OK);
	urgency_join(front);
	urgency_join(back);
	urgency_end();
	CHECK_IS(sys_handle_close(behind), OK);
}

/* ---- on another hart --------------------------------------------------------------------------------------------- */

static long work_at_ours(void *unused)
{
	(void)unused;
	urgency_settle(LORIS_PRIORITY_USER);
	work(&urgency_middle_turns);
	return 0;
}

/* It is at work there for somebody less urgent, and somebody as urgent as we are has taken the hart. We wait in
 * line, so the two share it; whatever their hart has to do for that, ours cannot do in its place. */
static void test_shared(int other, int own)
{
	int server, client, spinner;

	urgency_hart = other;
	urgency_begin();
	server = thread_start(serve_low, NULL);
	client = thread_start(call_toil, NULL);
	while (!toils)
		sys_sleep(MS);
	spinner = thread_start(work_at_ours, NULL);
	while (!urgency_middle_turns)
		sys_sleep(MS);
	sys_sleep(TURN_NS); /* no slice of its hart's runs any more: nobody there is as urgent */
	CHECK_IS(call_with(ECHO), OK);
	CHECK(!overdue);
	urgency_stop = true;
	urgency_join(spinner);
	urgency_join(client);
	CHECK_IS(call_with(WORK), OK);
	urgency_join(server);
	urgency_end();
	urgency_hart = own;
}

/* ---- an answer to somebody who is not urgent ------------------------------------------------------------------- */

static long call_and_work(void *unused)
{
	long err;

	(void)unused;
	urgency_settle(LOW);
	err = call_with(ECHO);
	work(&low_turns);
	return err;
}

/* We answer it and wait: not it runs next, but who waits for the hart and is more urgent. */
static void test_answered(void)
{
	struct message m = {0};
	int client, middle;

	urgency_begin();
	CHECK_IS(sys_notification_bind(bits), OK);
	client = thread_start(call_and_work, NULL);
	CHECK_IS(ipc_recv(endpoint, &m), OK);
	middle = thread_start(urgency_work_at_middle, NULL);
	while (settled < 2)
		sys_sleep(MS);
	sys_timer_set(bits, 1, TURN_NS);
	m = (struct message){0};
	CHECK_IS(ipc_reply_recv(endpoint, &m), OK);
	CHECK_IS(LORIS_MSG_KIND(m.info), LORIS_MSG_BITS);
	CHECK_IS(low_turns, 0);
	urgency_stop = true;
	urgency_join(middle);
	urgency_join(client);
	CHECK_IS(sys_notification_bind(0), OK);
	urgency_end();
}

/* ---- the line ---------------------------------------------------------------------------------------------------- */

static long call_at(void *priority)
{
	urgency_settle((unsigned)(uintptr_t)priority);
	return call_with((uint64_t)(uintptr_t)priority);
}

struct line {
	unsigned char comes[4], goes[4]; /* priorities */
	unsigned count, served_early;	 /* so many are there when the first is received */
};

static void check_line(const struct line *l)
{
	struct message m = {0};
	int tids[4];

	urgency_begin();
	for (unsigned i = 0; i < l->count; i++) {
		tids[i] = thread_start(call_at, (void *)(uintptr_t)l->comes[i]);
		urgency_let_go_on(i + 1);
		if (i + 1 == l->served_early)
			CHECK_IS(ipc_recv(endpoint, &m), OK);
	}
	for (unsigned i = 0; i < l->count; i++) {
		CHECK_IS(m.word[0], l->goes[i]);
		m = (struct message){.info = LORIS_MSG_TIMEOUT};
		CHECK_IS(ipc_reply_recv(endpoint, &m), i + 1 < l->count ? OK : ERR_TIMEOUT);
	}
	for (unsigned i = 0; i < l->count; i++)
		urgency_join(tids[i]);
	urgency_end();
}

static void test_line(void)
{
	/* More urgent first, first come first served among equals. */
	check_line(&(struct line){
		{LOW, MIDDLE, LOW + 1, MIDDLE}, {MIDDLE, MIDDLE, LOW, LOW + 1}, 4, 4});
	/* The first of two equals leaves, and the other one stays behind who is more urgent. */
	check_line(&(struct line){{LOW, LOW, MIDDLE}, {LOW, MIDDLE, LOW}, 3, 2});
}

void test_urgency(void)
{
	struct loris_self self;

	sys_self(&self);
	urgency_hart = self.hart;
	sys_thread_pin(urgency_hart);
	test_lent();
	test_given_back();
	test_answered();
	test_line();
	test_passed_on();
	if (self.harts > 1)
		test_shared(urgency_hart ? 0 : 1, urgency_hart);
	sys_thread_pin(-1);
}
