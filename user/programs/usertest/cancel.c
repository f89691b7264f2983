// SPDX-License-Identifier: MIT
/* Calls whose other side goes away, in every state that a call can be in; replies that are kept. */
#include <stdbool.h>
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

#define MS	1000000ull
#define WAITERS 4
#define LATER	4242

static long call_endpoint(void *endpoint)
{
	struct message m = {.word = {1}};
	long err = ipc_call((handle_t)endpoint, &m);

	return err == OK ? (long)m.word[0] : err;
}

static int start_caller(handle_t endpoint)
{
	return thread_start(call_endpoint, (void *)endpoint);
}

static void check_caller(int tid, long want)
{
	long value = 0;

	CHECK_IS(thread_join(tid, &value), 0);
	CHECK_IS(value, want);
}

static long receive_in(handle_t endpoint)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = PATIENCE_NS};

	return ipc_recv(endpoint, &m);
}

static long receive_and_end(void *endpoint)
{
	return receive_in((handle_t)endpoint);
}

/* A server thread that ends, or receives again, or closes the endpoint, instead of answering. */
static void test_no_answer(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	struct message m = {.info = LORIS_MSG_TIMEOUT};
	int server = thread_start(receive_and_end, (void *)endpoint);
	int caller = start_caller(endpoint);

	check_caller(caller, ERR_CLOSED);
	check_caller(server, OK);
	caller = start_caller(endpoint);
	CHECK_IS(receive_in(endpoint), OK);
	CHECK_IS(ipc_recv(endpoint, &m), ERR_TIMEOUT);
	check_caller(caller, ERR_CLOSED);
	caller = start_caller(endpoint);
	CHECK_IS(receive_in(endpoint), OK);
	m = (struct message){0};
	CHECK_IS(ipc_reply(0, &m), OK);
	check_caller(caller, OK);
	CHECK_EITHER(ipc_reply(0, &m), ERR_CLOSED, ERR_NOT_FOUND);
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* Those who wait to be received, when nobody can receive any more; not before. */
static void test_endpoint_closes(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t send = (handle_t)sys_handle_copy(endpoint, LORIS_RIGHT_SEND, 0);
	handle_t spare = (handle_t)sys_handle_copy(endpoint, LORIS_RIGHT_RECV, 0), kept;
	int tids[WAITERS];

	for (int i = 0; i < WAITERS; i++)
		tids[i] = start_waiting(call_endpoint, (void *)send);
	CHECK_IS(sys_handle_close(endpoint), OK);
	CHECK_IS(receive_in(spare), OK);
	CHECK_IS(sys_handle_close(spare), OK);
	kept = (handle_t)sys_reply_keep(); /* who was received can still be answered */
	CHECK_IS(call_endpoint((void *)send), ERR_CLOSED);
	CHECK_IS(sys_handle_close(kept), OK);
	for (int i = 0; i < WAITERS; i++)
		check_caller(tids[i], ERR_CLOSED);
	CHECK_IS(sys_handle_close(send), OK);
}

/* ---- time limits while a server is at it --------------------------------------------------------------- */

static volatile bool received;

/* Until one was received, and not answered. */
static long call_briefly(void *endpoint)
{
	struct message m;
	long err;

	do {
		m = (struct message){.info = LORIS_MSG_TIMEOUT, .timeout = 2 * MS};
		err = ipc_call((handle_t)endpoint, &m);
	} while (err == ERR_TIMEOUT && !received);
	return err;
}

static void test_caller_times_out(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	int caller = thread_start(call_briefly, (void *)endpoint);
	struct message m = {0};

	CHECK_IS(receive_in(endpoint), OK);
	received = true;
	check_caller(caller, ERR_TIMEOUT);
	CHECK_EITHER(ipc_reply(0, &m), ERR_CLOSED, ERR_NOT_FOUND);
	caller = start_caller(endpoint);
	CHECK_IS(receive_in(endpoint), OK);
	m = (struct message){.word = {7}};
	CHECK_IS(ipc_reply(0, &m), OK);
	check_caller(caller, 7);
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* ---- kept replies ------------------------------------------------------------------------------------------ */

static uint32_t still_waits(handle_t reply)
{
	struct loris_handle info = {0};

	CHECK(sys_handle_info(reply, &info) == OK && info.type == LORIS_REPLY);
	return info.copies;
}

static void test_keep(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create(), kept[WAITERS];
	struct message m = {.word = {LATER}};
	int tids[WAITERS];

	CHECK_IS(sys_reply_keep(), ERR_NOT_FOUND);
	for (int i = 0; i < WAITERS; i++) {
		tids[i] = start_caller(endpoint);
		CHECK_IS(receive_in(endpoint), OK);
		kept[i] = (handle_t)sys_reply_keep();
		CHECK((long)kept[i] > 0);
		CHECK_IS(sys_reply_keep(), ERR_NOT_FOUND);
	}
	CHECK_IS(still_waits(kept[0]), 1);
	CHECK_IS(ipc_reply(kept[2], &m), OK);
	check_caller(tids[2], LATER);
	CHECK_IS(ipc_reply(kept[2], &m), ERR_HANDLE);
	CHECK_IS(sys_handle_close(kept[1]), OK);
	check_caller(tids[1], ERR_CLOSED);
	m = (struct message){.word = {LATER + 1}};
	CHECK_IS(ipc_reply(kept[0], &m), OK);
	m = (struct message){.word = {LATER + 1}};
	CHECK_IS(ipc_reply(kept[3], &m), OK);
	check_caller(tids[0], LATER + 1);
	check_caller(tids[3], LATER + 1);
	CHECK_IS(ipc_reply(endpoint, &m), ERR_HANDLE);
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* ---- processes that die --------------------------------------------------------------------------------------- */

/* A client in another process that waits for us; both ways of answering it when it is gone. */
static void test_dead_client(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create(), kept;
	struct message m = {.word = {PUPPET_CALL, SYS_call}};
	struct puppet p;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	m.word[2] = (uint64_t)puppet_give(&p, endpoint, LORIS_RIGHT_SEND);
	CHECK_IS(ipc_reply(0, &m), OK);
	CHECK_IS(receive_in(endpoint), OK);
	kept = (handle_t)sys_reply_keep();
	CHECK_IS(still_waits(kept), 1);
	CHECK_IS(sys_process_kill(p.process), OK);
	CHECK_IS(receive_in(p.endpoint), OK); /* its end */
	CHECK_IS(still_waits(kept), 0);
	m = (struct message){0};
	CHECK_IS(ipc_reply(kept, &m), ERR_CLOSED);
	CHECK_IS(sys_handle_close(kept), ERR_HANDLE);
	puppet_end(&p);
	CHECK_IS(sys_handle_close(endpoint), OK);
}

/* A server in another process: its caller is told, and all later ones, as nobody else can receive. */
static void test_dead_server(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t send = (handle_t)sys_handle_copy(endpoint, LORIS_RIGHT_SEND, 0);
	struct puppet p;
	long given;
	int caller;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	given = puppet_give(&p, endpoint, LORIS_RIGHT_RECV);
	CHECK_IS(sys_handle_close(endpoint), OK);
	caller = start_caller(send);
	CHECK_IS(puppet_call(&p, SYS_recv, (uint64_t)given, 0, 0), OK);
	CHECK_IS(sys_process_kill(p.process), OK);
	check_caller(caller, ERR_CLOSED);
	puppet_end(&p);
	CHECK_IS(call_endpoint((void *)send), ERR_CLOSED);
	CHECK_IS(sys_handle_close(send), OK);
}

/* ---- threads that are killed ------------------------------------------------------------------------------------ */

static long receive_for_ever(void *endpoint)
{
	struct message m = {0};

	return ipc_recv((handle_t)endpoint, &m);
}

static long wait_for_ever(void *bits)
{
	return sys_wait_bits((handle_t)bits, -1);
}

static long sleep_for_ever(void *unused)
{
	(void)unused;
	return sys_sleep(UINT64_MAX);
}

/* Wherever a thread waits, it can be killed there, and joined. */
static void check_kill(long (*wait)(void *), handle_t at)
{
	int tid = start_waiting(wait, (void *)at);
	handle_t thread = (handle_t)sys_thread_open(0, tid);

	CHECK((long)thread > 0);
	CHECK_IS(sys_thread_kill(thread), OK);
	CHECK_IS(thread_join(tid, NULL), 0);
	CHECK_IS(sys_handle_close(thread), OK);
}

static void test_killed_threads(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	handle_t bits = (handle_t)sys_notification_create();
	struct message m = {.info = LORIS_MSG_TIMEOUT};

	check_kill(call_endpoint, endpoint);
	check_kill(receive_for_ever, endpoint);
	check_kill(wait_for_ever, bits);
	check_kill(sleep_for_ever, 0);
	CHECK_IS(ipc_call(endpoint, &m), ERR_TIMEOUT);
	m = (struct message){.info = LORIS_MSG_TIMEOUT};
	CHECK_IS(ipc_recv(endpoint, &m), ERR_TIMEOUT);
	CHECK_IS(sys_handle_close(bits), OK);
	CHECK_IS(sys_handle_close(endpoint), OK);
}

void test_cancel(void)
{
	test_no_answer();
	test_endpoint_closes();
	test_caller_times_out();
	test_keep();
	test_dead_client();
	test_dead_server();
	test_killed_threads();
}
