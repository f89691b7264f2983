// SPDX-License-Identifier: MIT
/*
 * What the usual way of a message must look at although it is short: both threads on one hart, the server
 * waits, nothing is out of the ordinary but what is tried. A call that says anything (a time limit,
 * handles) takes the other way, so here none does.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define BADGE	    0xbad9e
#define OTHER	    0x07e2
#define CAUSE_ILL   2
#define ILLEGAL_END 2 /* what a puppet says that has gone on behind it */
#define INDEX(h)    ((uint32_t)(h))
#define ROOM	    4200 /* more than tables have that have not grown for it */

/* Word 0. GIVE: copies of a handle come back, as many as word 1 says; MOVE: one that is moved; DEAF: no handle may
 * come with the next. */
enum op { OP_STOP, OP_ECHO, OP_GIVE, OP_MOVE, OP_DEAF };

static struct {
	handle_t endpoint, bits;
	volatile uint64_t calls, badge;
	handle_t moved; /* by its last answer */
	int tid;
} server;
static int hart;

/* The answer to what came; what came along stays, and is told of. */
static void answer(struct message *m)
{
	unsigned given = m->word[0] == OP_GIVE ? (unsigned)m->word[1] : 0;

	server.calls++;
	server.badge = m->badge;
	m->word[1] = LORIS_MSG_COUNT(m->info) ? m->word[4] : 0;
	if (m->word[0] == OP_MOVE)
		given = 1;
	m->info = LORIS_MSG_HANDLES(given) | LORIS_MSG_ACCEPT(m->word[0] != OP_DEAF);
	for (unsigned i = 0; i < given; i++)
		m->word[4 + i] = server.bits;
	if (m->word[0] == OP_MOVE) {
		m->word[4] = server.moved =
			(handle_t)sys_handle_copy(server.bits, LORIS_RIGHTS_ALL, 0);
		m->info |= LORIS_MSG_MOVE(0);
	}
}

static long serve(void *unused)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT};
	handle_t dirty = (handle_t)sys_handle_copy(server.endpoint, LORIS_RIGHTS_ALL, OTHER);
	long err;

	(void)unused;
	sys_thread_pin(hart);
	/* The badge that it has sent by itself is nobody's business. */
	CHECK_IS(ipc_call(dirty, &m), ERR_TIMEOUT);
	sys_handle_close(dirty);
	m = (struct message){.info = LORIS_MSG_ACCEPT(1)};
	err = ipc_recv(server.endpoint, &m);
	while (err == OK && m.word[0] != OP_STOP) {
		answer(&m);
		err = ipc_reply_recv(server.endpoint, &m);
	}
	m.info = 0;
	return err == OK ? ipc_reply(0, &m) : err;
}

/* From its answer on it waits, here, for the next. */
static long call(handle_t endpoint, enum op op)
{
	struct message m = {.word = {op}};
	long err = ipc_call(endpoint, &m);

	return err == OK ? (long)m.word[1] : err;
}

static void start(void)
{
	struct loris_self self;

	sys_self(&self);
	hart = self.hart;
	sys_thread_pin(hart);
	server.endpoint = (handle_t)sys_endpoint_create();
	server.bits = (handle_t)sys_notification_create();
	server.tid = thread_start(serve, NULL);
	CHECK_IS(call(server.endpoint, OP_ECHO), 0);
}

static void stop(void)
{
	long value = -1;

	CHECK_IS(call(server.endpoint, OP_STOP), 0);
	CHECK(thread_join(server.tid, &value) == 0 && value == OK);
	CHECK(sys_handle_close(server.endpoint) == OK && sys_handle_close(server.bits) == OK);
	sys_thread_pin(-1);
}

/* The server hears nothing of it, and goes on waiting. */
static void check_refused(handle_t handle, long want)
{
	uint64_t before = server.calls;

	CHECK_IS(call(handle, OP_ECHO), want);
	CHECK_IS(server.calls, (long)before);
	CHECK_IS(call(server.endpoint, OP_ECHO), 0);
}

static handle_t copy(handle_t of, unsigned rights, uint64_t badge)
{
	return (handle_t)sys_handle_copy(of, rights | LORIS_RIGHT_COPY, badge);
}

/* ---- handles ------------------------------------------------------------------------------------------- */

static void test_rights(void)
{
	handle_t receives = copy(server.endpoint, LORIS_RIGHT_RECV, 0);
	handle_t deep = copy(receives, LORIS_RIGHT_RECV, 0);
	handle_t thread = (handle_t)sys_thread_open(0, server.tid);

	check_refused(receives, ERR_PERM);
	check_refused(deep, ERR_PERM);
	check_refused(server.bits, ERR_HANDLE);
	check_refused(thread, ERR_HANDLE);
	check_refused(0, ERR_HANDLE);
	check_refused(server.endpoint | 0x3fffff, ERR_HANDLE); /* beyond the table */
	CHECK(sys_handle_close(deep) == OK && sys_handle_close(receives) == OK &&
	      sys_handle_close(thread) == OK);
}

/* A closed one, when another stands in its place; and that one has nothing of its predecessor's. */
static void test_successor(void)
{
	handle_t first = copy(server.endpoint, LORIS_RIGHTS_ALL, BADGE), second;

	CHECK_IS(call(first, OP_ECHO), 0);
	CHECK_IS(sys_handle_close(first), OK);
	check_refused(first, ERR_HANDLE);
	second = copy(server.endpoint, LORIS_RIGHT_RECV, 0);
	CHECK_IS(INDEX(second), INDEX(first));
	check_refused(first, ERR_HANDLE);
	check_refused(second, ERR_PERM);
	CHECK_IS(sys_handle_close(second), OK);
	second = copy(server.endpoint, LORIS_RIGHT_SEND, OTHER);
	CHECK_IS(call(second, OP_ECHO), 0);
	CHECK_IS(server.badge, OTHER);
	CHECK_IS(sys_handle_close(second), OK);
}

static void test_revoked(void)
{
	handle_t one = copy(server.endpoint, LORIS_RIGHTS_ALL, BADGE);
	handle_t two = copy(one, LORIS_RIGHTS_ALL, 0), three = copy(two, LORIS_RIGHTS_ALL, 0);

	CHECK(call(one, OP_ECHO) == 0 && call(two, OP_ECHO) == 0 && call(three, OP_ECHO) == 0);
	CHECK_IS(server.badge, BADGE);
	CHECK_IS(sys_handle_revoke(one), OK);
	check_refused(two, ERR_HANDLE);
	check_refused(three, ERR_HANDLE);
	CHECK_IS(sys_handle_copy(three, LORIS_RIGHTS_ALL, 0), ERR_HANDLE);
	CHECK_IS(call(one, OP_ECHO), 0);
	CHECK_IS(sys_handle_revoke(server.endpoint), OK);
	check_refused(one, ERR_HANDLE);
	CHECK(sys_handle_close(one) == OK && sys_handle_close(two) == OK);
	CHECK_IS(sys_handle_close(three), OK);
}

/* Moved to the server, which is of this process: another value, the same handle. */
static handle_t move(handle_t handle)
{
	struct message m = {.word = {OP_ECHO, [4] = handle},
			    .info = LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0)};

	CHECK_IS(ipc_call(server.endpoint, &m), OK);
	return m.word[1];
}

/* It arrives where another stood, with its own rights and badge, and is where it was no more. */
static void test_moved(void)
{
	handle_t receives = copy(server.endpoint, LORIS_RIGHT_RECV, OTHER);
	handle_t sends = copy(server.endpoint, LORIS_RIGHT_SEND, BADGE);
	handle_t before = copy(server.endpoint, LORIS_RIGHTS_ALL, 0), now;

	CHECK_IS(sys_handle_close(before), OK);
	now = move(receives);
	CHECK_IS(INDEX(now), INDEX(before));
	check_refused(before, ERR_HANDLE);
	check_refused(receives, ERR_HANDLE);
	check_refused(now, ERR_PERM);
	CHECK_IS(sys_handle_close(now), OK);
	now = move(sends);
	check_refused(sends, ERR_HANDLE);
	CHECK(call(now, OP_ECHO) == 0 && server.badge == BADGE);
	CHECK_IS(sys_handle_close(now), OK);
}

static long call_moving(handle_t handle)
{
	struct message m = {.word = {OP_ECHO, [4] = handle},
			    .info = LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0)};

	return ipc_call(server.endpoint, &m);
}

/* What must not go does not, and stays what it is. */
static void test_not_moved(void)
{
	handle_t stays = (handle_t)sys_handle_copy(server.endpoint, LORIS_RIGHT_SEND, 0);
	handle_t one = copy(server.endpoint, LORIS_RIGHTS_ALL, 0);
	handle_t two = copy(one, LORIS_RIGHTS_ALL, 0);

	CHECK(call_moving(stays) == ERR_PERM && call(stays, OP_ECHO) == 0);
	CHECK_IS(sys_handle_revoke(one), OK);
	CHECK_IS(call_moving(two), ERR_HANDLE);
	CHECK_IS(call(server.endpoint, OP_DEAF), 0);
	CHECK(call_moving(one) == ERR_REFUSED && call(one, OP_ECHO) == 0);
	CHECK(sys_handle_close(stays) == OK && sys_handle_close(two) == OK);
	CHECK_IS(sys_handle_close(one), OK);
}

/* Also when there is no room where it goes, which is made. */
static void test_moved_as_the_table_grows(void)
{
	static handle_t many[ROOM];
	struct message m;
	handle_t one = copy(server.endpoint, LORIS_RIGHT_SEND, BADGE);
	long right = 0;

	for (unsigned i = 0; i < ROOM; i++) {
		many[i] = copy(server.endpoint, LORIS_RIGHT_SEND, 0);
		m = (struct message){.word = {OP_ECHO, [4] = one},
				     .info = LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0)};
		right += ipc_call(server.endpoint, &m) == OK;
		one = m.word[1];
		right += call(one, OP_ECHO) == 0 && server.badge == BADGE;
	}
	CHECK_IS(right, 2 * ROOM);
	for (unsigned i = 0; i < ROOM; i++)
		right -= 2 * (sys_handle_close(many[i]) == OK);
	CHECK(right == 0 && sys_handle_close(one) == OK);
}

/* ---- info and badge ------------------------------------------------------------------------------------- */

/* A reply has no badge, whichever way it takes; and brings no more handles than the caller said. */
static void test_replies(void)
{
	struct message m = {.word = {OP_ECHO}};

	CHECK_IS(ipc_call(server.endpoint, &m), OK);
	CHECK(m.badge == 0 && m.info == LORIS_MSG_REPLY);
	m = (struct message){.word = {OP_ECHO}, .info = LORIS_MSG_TIMEOUT, .timeout = INT64_MAX};
	CHECK_IS(ipc_call(server.endpoint, &m), OK);
	CHECK(m.badge == 0 && m.info == LORIS_MSG_REPLY);
	CHECK_IS(call(server.endpoint, OP_GIVE), 0);
	m = (struct message){.word = {OP_GIVE, 1}};
	CHECK_IS(ipc_call(server.endpoint, &m), ERR_REFUSED);
	m = (struct message){.word = {OP_GIVE, 2}, .info = LORIS_MSG_ACCEPT(1)};
	CHECK_IS(ipc_call(server.endpoint, &m), ERR_REFUSED);
	m = (struct message){.word = {OP_GIVE, 2}, .info = LORIS_MSG_ACCEPT(2)};
	CHECK_IS(ipc_call(server.endpoint, &m), OK);
	CHECK(LORIS_MSG_COUNT(m.info) == 2 && m.word[4] != m.word[5] && m.badge == 0);
	CHECK(sys_handle_close(m.word[4]) == OK && sys_handle_close(m.word[5]) == OK);
	CHECK_IS(call(server.endpoint, OP_MOVE), ERR_REFUSED);
	CHECK_IS(sys_handle_close(server.moved), ERR_HANDLE);
	m = (struct message){.word = {OP_MOVE}, .info = LORIS_MSG_ACCEPT(1)};
	CHECK_IS(ipc_call(server.endpoint, &m), OK);
	CHECK(LORIS_MSG_COUNT(m.info) == 1 && sys_signal(server.moved, 1) == ERR_HANDLE);
	CHECK(sys_signal(m.word[4], 4) == OK && sys_wait_bits(server.bits, 0) == 4);
	CHECK_IS(sys_handle_close(m.word[4]), OK);
}

/* ---- reply_recv ------------------------------------------------------------------------------------------ */

static long call_pinned(void *endpoint)
{
	sys_thread_pin(hart);
	return call((handle_t)endpoint, OP_ECHO);
}

/* By a handle that does not do, nobody is answered, and the caller waits on. */
static void test_wrong_receiver(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t sends = copy(endpoint, LORIS_RIGHT_SEND, 0);
	handle_t gone = copy(endpoint, LORIS_RIGHTS_ALL, 0);
	int caller = thread_start(call_pinned, (void *)endpoint);
	struct message m = {0};
	long value = -1;

	CHECK_IS(sys_handle_close(gone), OK);
	CHECK_IS(ipc_recv(endpoint, &m), OK);
	m = (struct message){.word = {1, 2}};
	CHECK_IS(ipc_reply_recv(sends, &m), ERR_PERM);
	m = (struct message){.word = {1, 3}};
	CHECK_IS(ipc_reply_recv(gone, &m), ERR_HANDLE);
	m = (struct message){.word = {1, 4}};
	CHECK_IS(ipc_reply_recv(server.bits, &m), ERR_HANDLE);
	m = (struct message){.word = {1, 5}};
	CHECK_IS(ipc_reply(0, &m), OK);
	CHECK(thread_join(caller, &value) == 0 && value == 5);
	CHECK(sys_handle_close(sends) == OK && sys_handle_close(endpoint) == OK);
}

static long call_twice(void *endpoint)
{
	long first = call_pinned(endpoint);

	return first < 0 ? first : call((handle_t)endpoint, OP_ECHO);
}

/* Bits that came while we were at it are told before we wait again, and before the next call. */
static long serve_bits(void *unused)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	int caller = thread_start(call_twice, (void *)endpoint);
	struct message m = {0};

	(void)unused;
	sys_thread_pin(hart);
	CHECK_IS(sys_notification_bind(bits), OK);
	CHECK_IS(ipc_recv(endpoint, &m), OK);
	CHECK_IS(sys_signal(bits, 5), OK);
	m = (struct message){0};
	CHECK_IS(ipc_reply_recv(endpoint, &m), OK);
	CHECK(LORIS_MSG_KIND(m.info) == LORIS_MSG_BITS && m.word[0] == 5);
	m = (struct message){0};
	CHECK_IS(ipc_recv(endpoint, &m), OK);
	CHECK_IS(LORIS_MSG_KIND(m.info), LORIS_MSG_CALL);
	m = (struct message){0};
	CHECK_IS(ipc_reply(0, &m), OK);
	CHECK_IS(thread_join(caller, NULL), 0);
	CHECK_IS(sys_notification_bind(0), OK);
	CHECK(sys_handle_close(bits) == OK && sys_handle_close(endpoint) == OK);
	return OK;
}

/* By a thread that has never used the FPU, and so is looked at for nothing but this. */
static void test_bits(void)
{
	CHECK_IS(thread_join(thread_start(serve_bits, NULL), NULL), 0);
}

/* ---- faults ------------------------------------------------------------------------------------------------ */

/* A verdict by the shortest way; what comes next. */
static uint64_t verdict(struct puppet *p, uint64_t word)
{
	p->received = (struct message){.word = {word}};
	CHECK_IS(ipc_reply_recv(p->endpoint, &p->received), OK);
	return LORIS_MSG_KIND(p->received.info);
}

/* What waits for a verdict is no caller: its registers are its own. */
static void test_verdicts(void)
{
	struct loris_registers r;
	struct puppet p;

	if (!puppet_start(&p, PUPPET_EVENTS, 0, 0))
		return;
	CHECK(puppet_call(&p, SYS_thread_pin, (uint64_t)hart, 0, 0) >= -1);
	CHECK_IS(puppet_do(&p, PUPPET_ILLEGAL, 0, 0, 0, 0), ERR_IO);
	CHECK_IS(sys_fault_registers(0, &r), OK);
	r.x[0] += 4;
	CHECK_IS(sys_fault_registers(1, &r), OK);
	CHECK_IS(verdict(&p, LORIS_FAULT_RESUME), LORIS_MSG_CALL);
	CHECK_IS(p.received.word[0], ILLEGAL_END);
	CHECK_IS(puppet_do(&p, PUPPET_ILLEGAL, 0, 0, 0, 0), ERR_IO);
	CHECK_IS(verdict(&p, LORIS_FAULT_KILL), LORIS_MSG_EXIT);
	CHECK(p.received.word[1] == LORIS_FAULTED && p.received.word[2] == CAUSE_ILL);
	p.received = (struct message){.info = LORIS_MSG_TIMEOUT};
	CHECK_IS(ipc_recv(p.endpoint, &p.received), ERR_TIMEOUT); /* its end is told once */
	puppet_end(&p);
}

void test_fast(void)
{
	start();
	test_rights();
	test_successor();
	test_revoked();
	test_moved();
	test_not_moved();
	test_moved_as_the_table_grows();
	test_replies();
	test_wrong_receiver();
	test_bits();
	test_verdicts();
	stop();
}
