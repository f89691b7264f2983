// SPDX-License-Identifier: MIT
/*
 * Messages that are not taken because of the handles in them: they cost nobody but their sender. Whoever
 * sends such is on another hart, if there is one.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define REFUSALS 4000 /* while somebody else calls; one in some hundred meets him half way */
#define LINE	 24 /* not 32: who has refused so many at once looks no further (latency refused) */
#define RECEIPTS 4
#define STOP	 7

static handle_t endpoint;
static int home, elsewhere; /* harts */
static volatile bool over, heard;
static unsigned refusals, come; /* atomic */

/* Three handles that can go, and one that cannot: there is much to look at. */
static long send_rubbish(void)
{
	struct message m = {.word = {[4] = endpoint, endpoint, endpoint, 0},
			    .info = LORIS_MSG_HANDLES(4)};
	long err = ipc_call(endpoint, &m);

	__atomic_fetch_add(&refusals, 1, __ATOMIC_RELAXED);
	return err;
}

static void join(int tid, long want)
{
	long value = -1;

	CHECK_IS(thread_join(tid, &value), 0);
	CHECK_IS(value, want);
}

static void come_to(int hart)
{
	sys_thread_pin(hart);
	__atomic_fetch_add(&come, 1, __ATOMIC_RELAXED);
}

static void await_come(unsigned threads)
{
	while (__atomic_load_n(&come, __ATOMIC_RELAXED) < threads)
		sys_yield();
}

static long be_last(void *hart)
{
	sys_thread_pin((long)hart);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	return OK;
}

/* Whoever has come to that hart has done what it can do without anybody else, when we are back. Not by a lower
 * priority of our own: those whose message we are to receive lend us theirs. */
static void let_go_on(long hart)
{
	join(thread_start(be_last, (void *)hart), OK);
}

/* ---- a server that waits, and is asked by others meanwhile --------------------------------------------------- */

static long serve(void *unused)
{
	struct message m = {.info = LORIS_MSG_ACCEPT(4)};
	long err;

	(void)unused;
	sys_thread_pin(home);
	err = ipc_recv(endpoint, &m);
	while (err == OK && m.word[0] != STOP) {
		m = (struct message){.info = LORIS_MSG_ACCEPT(4)};
		err = ipc_reply_recv(endpoint, &m);
	}
	m.info = 0;
	return err == OK ? ipc_reply(0, &m) : err;
}

static long call_server(uint64_t word)
{
	struct message m = {.word = {word}};

	return ipc_call(endpoint, &m);
}

static long call_on(void *unused)
{
	long err = OK;

	(void)unused;
	come_to(home);
	while (err == OK && !over)
		err = call_server(0);
	heard = true;
	return err;
}

static long send_much_rubbish(void *unused)
{
	long err = ERR_HANDLE;

	(void)unused;
	sys_thread_pin(elsewhere);
	for (int i = 0; i < REFUSALS && err == ERR_HANDLE; i++)
		err = send_rubbish();
	over = true;
	return err;
}

/* The receiver is taken out for each of them, and goes back; who calls in between is not forgotten. */
static void test_put_back(void)
{
	int server, client, rude;

	over = heard = false;
	come = 0;
	endpoint = (handle_t)sys_endpoint_create();
	server = thread_start(serve, NULL);
	CHECK_IS(call_server(0), OK);
	client = thread_start(call_on, NULL);
	await_come(1);
	rude = thread_start(send_much_rubbish, NULL);
	join(rude, ERR_HANDLE);
	let_go_on(home);
	CHECK(heard);
	CHECK_IS(call_server(0), OK); /* after which the server looks who else is there */
	join(client, OK);
	CHECK_IS(call_server(STOP), OK);
	join(server, OK);
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* ---- a line of them ------------------------------------------------------------------------------------------ */

static long come_again(void *unused)
{
	long err = ERR_REFUSED;

	(void)unused;
	come_to(elsewhere);
	while (!over && err == ERR_REFUSED)
		err = send_rubbish();
	return err;
}

/* All stand in line. Who receives meets each once, and then knows that there is nothing for him: those who come
 * again, as soon as they are told, do not keep him. With `stretch on refused` he waits at each for one who comes
 * again, in vain. */
static void test_line(void)
{
	struct message m;
	int tids[LINE];

	over = false;
	refusals = come = 0;
	endpoint = (handle_t)sys_endpoint_create();
	for (int i = 0; i < LINE; i++)
		tids[i] = thread_start(come_again, NULL);
	await_come(LINE);
	let_go_on(elsewhere);
	for (long i = 1; i <= RECEIPTS; i++) {
		m = (struct message){.info = LORIS_MSG_TIMEOUT};
		over = i == RECEIPTS;
		CHECK_IS(ipc_recv(endpoint, &m), ERR_TIMEOUT);
		let_go_on(elsewhere);
		CHECK_IS(__atomic_load_n(&refusals, __ATOMIC_RELAXED), i * LINE);
	}
	for (int i = 0; i < LINE; i++)
		join(tids[i], ERR_REFUSED);
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* ---- an answer ------------------------------------------------------------------------------------------------- */

#define PAGES 48 /* the puppet's, so that its table of handles is soon as large as it gets */

static uint64_t handles_of(handle_t process)
{
	struct loris_process_info info = {0};

	CHECK(sys_process_info(process, &info) > 0);
	return info.handles;
}

/* Its table takes one more handle. */
static void leave_room_for_one(struct puppet *p)
{
	handle_t gate = (handle_t)sys_endpoint_create();
	long next = puppet_give(p, gate, LORIS_RIGHT_SEND), last = next;

	for (; next > 0; next = puppet_give(p, gate, LORIS_RIGHT_SEND))
		last = next;
	CHECK_EITHER(next, ERR_QUOTA, ERR_NO_MEMORY);
	CHECK_IS(puppet_call(p, SYS_handle_close, (uint64_t)last, 0, 0), OK);
	CHECK_IS(sys_handle_close(gate), OK);
}

/* Two handles go along, and there is room for one. None arrives, and none is left with who answers: he would not
 * know of it. */
static void test_room_for_one(void)
{
	handle_t bits = (handle_t)sys_notification_create(), moved[2];
	struct message m = {.info = LORIS_MSG_HANDLES(2) | LORIS_MSG_MOVE(0) | LORIS_MSG_MOVE(1)};
	uint64_t ours = handles_of(0), theirs;
	struct puppet p;

	if (!puppet_start(&p, LORIS_ON_EXIT, PAGES, 0))
		return;
	leave_room_for_one(&p);
	for (int i = 0; i < 2; i++)
		m.word[4 + i] = moved[i] = (handle_t)sys_handle_copy(bits, LORIS_RIGHTS_ALL, 0);
	theirs = handles_of(p.process);
	CHECK_IS(puppet_calls(&p, LORIS_MSG_ACCEPT(2)), OK);
	CHECK_EITHER(puppet_answer(&p, &m), ERR_QUOTA, ERR_NO_MEMORY);
	CHECK_IS(handles_of(p.process), (long)theirs);
	CHECK(sys_signal(moved[0], 1) == ERR_HANDLE && sys_signal(moved[1], 1) == ERR_HANDLE);
	puppet_end(&p);
	CHECK_IS(handles_of(0), (long)ours);
	CHECK_IS(sys_handle_close(bits), OK);
}

void test_rude(void)
{
	struct loris_self self;

	sys_self(&self);
	home = 0;
	elsewhere = self.harts - 1;
	sys_thread_pin(home);
	test_put_back();
	test_line();
	test_room_for_one();
	sys_thread_pin(-1);
}
