// SPDX-License-Identifier: MIT
/* What arrives of a message: words, badges, handles, kinds; and calls that do not wait. */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MS     1000000ull
#define ROUNDS 50
#define BADGE  77
#define STOP   0 /* word 0: the server ends; any other is answered with the complement of all words */

struct server {
	handle_t endpoint, seen;
	int hart, tid;
};

static long serve_complements(void *arg)
{
	const struct server *server = arg;
	struct message m = {0};
	long err;

	sys_thread_pin(server->hart);
	err = ipc_recv(server->endpoint, &m);
	while (err == OK && m.word[0] != STOP) {
		for (unsigned i = 0; i < LORIS_MSG_WORDS; i++)
			m.word[i] = ~m.word[i];
		m.word[7] ^= m.badge;
		m.info = 0;
		err = ipc_reply_recv(server->endpoint, &m);
	}
	m.info = 0;
	return err == OK ? ipc_reply(0, &m) : err;
}

static void start_server(struct server *server, long (*serve)(void *), int hart)
{
	server->hart = hart;
	server->endpoint = (handle_t)sys_endpoint_create();
	server->tid = thread_start(serve, server);
	CHECK(server->tid > 0);
}

/* The server ends by itself when its last call is answered. */
static void end_server(struct server *server)
{
	long value = -1;

	CHECK_IS(thread_join(server->tid, &value), 0);
	CHECK_IS(value, OK);
	CHECK_IS(sys_handle_close(server->endpoint), OK);
}

static void stop_server(struct server *server)
{
	struct message m = {.word = {STOP}};

	CHECK_IS(ipc_call(server->endpoint, &m), OK);
	end_server(server);
}

static uint64_t word_of(unsigned round, unsigned i)
{
	return 1 + round * 0x9E3779B97F4A7C15ull + i * 0x0101010101010101ull;
}

/* limit: the same by the slow path, which looks at what info says. */
static bool call_is_answered(handle_t endpoint, unsigned round, bool limit)
{
	struct message m = {.info = limit ? LORIS_MSG_TIMEOUT : 0, .timeout = 10000 * MS};
	bool same;

	for (unsigned i = 0; i < LORIS_MSG_WORDS; i++)
		m.word[i] = word_of(round, i);
	if (ipc_call(endpoint, &m) != OK)
		return false;
	same = LORIS_MSG_KIND(m.info) == LORIS_MSG_REPLY && LORIS_MSG_COUNT(m.info) == 0;
	m.word[7] ^= BADGE;
	for (unsigned i = 0; i < LORIS_MSG_WORDS; i++)
		same &= m.word[i] == ~word_of(round, i);
	return same;
}

/* All words, there and back: on one hart and between two, by the fast path and the slow one. */
static void test_words(void)
{
	struct loris_self self;
	long right = 0, want = 0;

	sys_self(&self);
	sys_thread_pin(self.hart);
	for (int hart = 0; hart < self.harts; hart++) {
		struct server server;
		handle_t badged;

		start_server(&server, serve_complements, hart);
		badged = (handle_t)sys_handle_copy(server.endpoint, LORIS_RIGHT_SEND, BADGE);
		for (unsigned round = 0; round < ROUNDS; round++, want += 2) {
			right += call_is_answered(badged, round, false);
			right += call_is_answered(badged, round, true);
		}
		CHECK_IS(sys_handle_close(badged), OK);
		stop_server(&server);
	}
	CHECK_IS(right, want);
	sys_thread_pin(-1);
}

/* ---- handles that go along --------------------------------------------------------------------------- */

/* Gives back what it got, and the notification that it has itself, once. */
static long serve_handles(void *arg)
{
	const struct server *server = arg;
	struct message m = {.info = LORIS_MSG_ACCEPT(2)};
	long err = ipc_recv(server->endpoint, &m);

	if (err != OK || LORIS_MSG_COUNT(m.info) != 2 || LORIS_MSG_KIND(m.info) != LORIS_MSG_CALL)
		return err == OK ? ERR_INVALID : err;
	if (sys_signal(m.word[4], 1) != OK || sys_signal(m.word[5], 2) != OK)
		return ERR_HANDLE;
	m.word[6] = server->seen;
	m.info = LORIS_MSG_HANDLES(3) | LORIS_MSG_MOVE(0) | LORIS_MSG_MOVE(1);
	return ipc_reply(0, &m);
}

static void test_handles_go_along(void)
{
	handle_t copied = (handle_t)sys_notification_create(), moved, seen, own;
	struct server server = {.seen = (handle_t)sys_notification_create()};
	struct message m = {.info = LORIS_MSG_HANDLES(2) | LORIS_MSG_MOVE(1) | LORIS_MSG_ACCEPT(3)};
	struct loris_handle info;

	own = (handle_t)sys_notification_create();
	moved = (handle_t)sys_handle_copy(own, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
	seen = server.seen;
	start_server(&server, serve_handles, 0);
	m.word[4] = copied;
	m.word[5] = moved;
	CHECK_IS(ipc_call(server.endpoint, &m), OK);
	CHECK_IS(LORIS_MSG_COUNT(m.info), 3);
	CHECK(m.word[4] != copied && m.word[5] != moved && m.word[6] != seen);
	CHECK_IS(sys_signal(moved, 1), ERR_HANDLE);
	CHECK(sys_wait_bits(copied, 0) == 1 && sys_wait_bits(own, 0) == 2);
	CHECK(sys_handle_info(m.word[5], &info) == OK &&
	      info.rights == (LORIS_RIGHT_SEND | LORIS_RIGHT_COPY));
	CHECK(sys_signal(m.word[6], 4) == OK && sys_wait_bits(seen, 0) == 4);
	for (unsigned i = 4; i < 7; i++)
		CHECK_IS(sys_handle_close(m.word[i]), OK);
	end_server(&server);
	CHECK(sys_handle_close(copied) == OK && sys_handle_close(own) == OK);
	CHECK_IS(sys_handle_close(seen), OK);
}

static long call_with_handles(handle_t endpoint, uint64_t info, handle_t a, handle_t b)
{
	struct message m = {.word = {1, 0, 0, 0, a, b}, .info = info};

	return ipc_call(endpoint, &m);
}

/* A server that takes none: the sender is told, keeps what it has, and the server goes on. */
static void test_handles_refused(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	handle_t stays = (handle_t)sys_handle_copy(bits, LORIS_RIGHT_SEND, 0);
	struct server server;

	start_server(&server, serve_complements, 0);
	CHECK_IS(call_with_handles(server.endpoint, LORIS_MSG_HANDLES(1), bits, 0), ERR_REFUSED);
	CHECK_IS(call_with_handles(server.endpoint, LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0), bits,
				   0),
		 ERR_REFUSED);
	CHECK_IS(call_with_handles(server.endpoint, LORIS_MSG_HANDLES(5), bits, bits), ERR_INVALID);
	CHECK_IS(call_with_handles(server.endpoint, LORIS_MSG_CALL, 0, 0), ERR_INVALID);
	CHECK_IS(call_with_handles(server.endpoint, 1ull << 40, 0, 0), ERR_INVALID);
	CHECK_IS(call_with_handles(server.endpoint, LORIS_MSG_ACCEPT(7), 0, 0), OK);
	CHECK_IS(call_with_handles(server.endpoint, LORIS_MSG_ACCEPT(4), 0, 0), OK);
	CHECK_IS(sys_signal(bits, 1), OK);
	stop_server(&server);
	CHECK(sys_handle_close(stays) == OK && sys_handle_close(bits) == OK);
}

static long serve_four(void *arg)
{
	const struct server *server = arg;
	struct message m = {.info = LORIS_MSG_ACCEPT(LORIS_MSG_HANDLES_MAX)};
	long err = ipc_recv(server->endpoint, &m);

	for (unsigned i = 0; err == OK && i < LORIS_MSG_COUNT(m.info); i++)
		err = sys_handle_close(m.word[4 + i]);
	m.info = 0;
	return err == OK ? ipc_reply(0, &m) : err;
}

/* One that cannot go keeps all from going: of the wrong kind, or without the right to be copied. */
static void test_handles_all_or_none(void)
{
	handle_t bits = (handle_t)sys_notification_create();
	handle_t stays = (handle_t)sys_handle_copy(bits, LORIS_RIGHT_SEND, 0);
	uint64_t two = LORIS_MSG_HANDLES(2), moves = two | LORIS_MSG_MOVE(0) | LORIS_MSG_MOVE(1);
	struct server server;

	start_server(&server, serve_four, 0);
	CHECK_IS(call_with_handles(server.endpoint, two, bits, bits + (1ull << 32)), ERR_HANDLE);
	CHECK_IS(call_with_handles(server.endpoint, two, bits, stays), ERR_PERM);
	CHECK_IS(call_with_handles(server.endpoint, moves, stays, bits), ERR_PERM);
	CHECK_IS(call_with_handles(server.endpoint, moves, bits + (1ull << 32), bits), ERR_HANDLE);
	CHECK(sys_signal(stays, 1) == OK && sys_signal(bits, 1) == OK);
	CHECK_IS(call_with_handles(server.endpoint, LORIS_MSG_HANDLES(4), 0, 0), ERR_HANDLE);
	CHECK_IS(call_with_handles(server.endpoint, two, bits, bits), OK);
	end_server(&server);
	CHECK(sys_handle_close(stays) == OK && sys_handle_close(bits) == OK);
}

/* ---- waiting, and not --------------------------------------------------------------------------------- */

static void test_timeouts(void)
{
	handle_t endpoint = (handle_t)sys_endpoint_create();
	static const uint64_t limits[] = {0, 1, 10000, 5 * MS};

	for (unsigned i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = limits[i]};
		uint64_t before = sys_clock();

		CHECK_IS(ipc_recv(endpoint, &m), ERR_TIMEOUT);
		CHECK(sys_clock() - before >= limits[i]);
		m.info = LORIS_MSG_TIMEOUT;
		CHECK_IS(ipc_call(endpoint, &m), ERR_TIMEOUT);
		m.info = LORIS_MSG_TIMEOUT;
		CHECK_IS(ipc_send(endpoint, &m), ERR_TIMEOUT);
		CHECK(sys_clock() - before >= 3 * limits[i]);
	}
	CHECK_IS(sys_handle_close(endpoint), OK);
}

static long receive_three(void *arg)
{
	const struct server *server = arg;
	struct message m = {0};
	long sum = 0;

	for (unsigned i = 0; i < 3; i++) {
		if (ipc_recv(server->endpoint, &m) != OK ||
		    LORIS_MSG_KIND(m.info) != LORIS_MSG_SEND)
			return -1;
		sum = sum * 10 + (long)m.word[0];
		m = (struct message){0};
		if (ipc_reply(0, &m) != ERR_CLOSED || sys_reply_keep() != ERR_NOT_FOUND)
			return -2; /* nobody waits for an answer */
		m.info = 0;
	}
	return sum;
}

static void test_send(void)
{
	struct server server;
	long value = 0;

	start_server(&server, receive_three, 0);
	for (uint64_t i = 1; i <= 3; i++) {
		struct message m = {.word = {i}};

		CHECK_IS(ipc_send(server.endpoint, &m), OK);
	}
	CHECK(thread_join(server.tid, &value) == 0);
	CHECK_IS(value, 123);
	CHECK_IS(sys_handle_close(server.endpoint), OK);
}

void test_messages(void)
{
	test_words();
	test_handles_go_along();
	test_handles_refused();
	test_handles_all_or_none();
	test_timeouts();
	test_send();
}
