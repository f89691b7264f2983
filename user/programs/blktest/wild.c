// SPDX-License-Identifier: MIT
/* Requests that no client should make. Each has one right answer, and the driver goes on serving. */
#include <stdio.h>
#include "blktest.h"
#include "user/lib/servers.h"
#include "user/lib/thread.h"

#define ROUNDS	     5000
#define SESSIONS_MAX 1000

static long failed;

static void expect(const char *what, long got, long want)
{
	if (got == want)
		return;
	printf("blktest: %s: %ld instead of %ld\n", what, got, want);
	failed = 1;
}

static void without_session(void)
{
	uint64_t a, b, c, d, e;
	long server = loris_server("blk");
	long memory = sys_memory_create(LORIS_PAGE_SIZE, 0);

	expect("info without a session", block_info((handle_t)server, &a, &b, &c, &d, &e),
	       ERR_PERM);
	expect("read without a session", block_read((handle_t)server, 0, 1, 0), ERR_PERM);
	expect("write without a session", block_write((handle_t)server, 0, 1, 0), ERR_PERM);
	expect("flush without a session", block_flush((handle_t)server), ERR_PERM);
	expect("buffer without a session",
	       block_buffer((handle_t)server, LORIS_PAGE_SIZE, (handle_t)memory), ERR_PERM);
	sys_handle_close((handle_t)memory);
	sys_handle_close((handle_t)server);
}

static void without_buffer(void)
{
	long server = loris_server("blk");
	handle_t session = 0, second;

	expect("connect", block_connect((handle_t)server, &session), OK);
	expect("read without a buffer", block_read(session, 0, 8, 0), ERR_INVALID);
	expect("connect of a session", block_connect(session, &second), ERR_INVALID);
	sys_handle_close(session);
	sys_handle_close((handle_t)server);
}

static void bad_buffers(struct client *client)
{
	long small = sys_memory_create(LORIS_PAGE_SIZE, 0);
	long large = sys_memory_create(2 * BUFFER_BYTES, 0);
	long other = sys_notification_create();
	long readable = sys_handle_copy((handle_t)small, LORIS_RIGHT_READ | LORIS_RIGHT_COPY, 0);
	handle_t s = client->session;

	expect("buffer of nothing", block_buffer(s, 0, (handle_t)small), ERR_INVALID);
	expect("buffer beyond its memory", block_buffer(s, 8192, (handle_t)small), ERR_INVALID);
	expect("large buffer", block_buffer(s, 2 * BUFFER_BYTES, (handle_t)large), ERR_INVALID);
	expect("part of large memory", block_buffer(s, BUFFER_BYTES, (handle_t)large), ERR_INVALID);
	expect("huge buffer", block_buffer(s, UINT64_MAX, (handle_t)large), ERR_INVALID);
	expect("no memory", block_buffer(s, 4096, (handle_t)other), ERR_INVALID);
	expect("read-only memory", block_buffer(s, 4096, (handle_t)readable), ERR_PERM);
	sys_handle_close((handle_t)readable);
	sys_handle_close((handle_t)other);
	sys_handle_close((handle_t)large);
	sys_handle_close((handle_t)small);
}

static void bad_ranges(struct client *client)
{
	const uint64_t all = client->sectors, a = client->alignment, most = client->most;
	handle_t s = client->session;

	expect("no sectors", block_read(s, 0, 0, 0), ERR_INVALID);
	expect("too many sectors", block_read(s, 0, most + a, 0), ERR_INVALID);
	expect("2^64 - 1 sectors", block_read(s, 0, UINT64_MAX, 0), ERR_INVALID);
	expect("2^55 sectors", block_read(s, 0, 1ull << 55, 0), ERR_INVALID);
	expect("the sector behind the last", block_write(s, all, a, 0), ERR_INVALID);
	expect("across the end", block_write(s, all - a, 2 * a, 0), ERR_INVALID);
	expect("the last of 2^64", block_write(s, UINT64_MAX - a + 1, a, 0), ERR_INVALID);
	expect("across 2^64", block_write(s, UINT64_MAX - a + 1, 2 * a, 0), ERR_INVALID);
	expect("behind the buffer", block_read(s, 0, a, BUFFER_BYTES), ERR_INVALID);
	expect("across the buffer's end", block_read(s, 0, a, BUFFER_BYTES - 1), ERR_INVALID);
	expect("offset 2^64 - 1", block_read(s, 0, a, UINT64_MAX), ERR_INVALID);
	if (a > 1)
		expect("half a block", block_read(s, 0, a / 2, 0), ERR_INVALID);
}

/* Words of all kinds; what could be a good write is not sent. Handles that come along are not kept: the
 * driver's table would be full before the end. */
static void garbage(struct client *client, uint64_t random)
{
	long extra = sys_notification_create();

	for (int i = 0; i < ROUNDS; i++) {
		struct message m = {0};

		for (int w = 0; w < LORIS_MSG_WORDS; w++)
			m.word[w] = mix(&random) >> (mix(&random) % 64);
		if ((m.word[0] & 0xff) == BLOCK_WRITE)
			m.word[0]++;
		for (uint64_t n = mix(&random) % 5; n; n--) {
			m.word[3 + n] = (uint64_t)extra;
			m.info++;
		}
		m.info |= LORIS_MSG_ACCEPT(1);
		if (i % 16 == 15)
			expect("garbage that wants no answer", ipc_send(client->session, &m), OK);
		else
			expect("garbage", ipc_call(client->session, &m), OK);
	}
	sys_handle_close((handle_t)extra);
}

static void unknown_calls(struct client *client)
{
	for (uint64_t opcode = BLOCK_FLUSH + 1; opcode < 256; opcode++) {
		struct message m = {.word = {opcode}};

		expect("unknown call", ipc_call(client->session, &m), OK);
		expect("unknown call's result", (long)m.word[0], ERR_NO_CALL);
	}
}

/* A process gets a few sessions, and all of them again when it has let go. */
static int open_all(void)
{
	handle_t sessions[SESSIONS_MAX];
	long server = loris_server("blk"), err = OK;
	int n = 0;

	while (n < SESSIONS_MAX && (err = block_connect((handle_t)server, &sessions[n])) == OK)
		n++;
	expect("the last session", err, ERR_QUOTA);
	for (int i = 0; i < n; i++)
		sys_handle_close(sessions[i]);
	sys_handle_close((handle_t)server);
	return n;
}

/* ---- calls by way of a session that has ended ------------------------------------------------------------ */

#define RIDERS 6
#define LATE   100
#define US     1000

static bool enough;

static long keep_busy(void *client)
{
	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED))
		client_read(client, 0, ((struct client *)client)->most);
	return 0;
}

static long connect_at(void *session)
{
	handle_t got;
	long err = block_connect((handle_t)session, &got);

	if (err == OK)
		sys_handle_close(got);
	return err;
}

/* In line behind others when its session's handle is closed, which the driver hears of first. */
static bool connect_late(handle_t server)
{
	handle_t session = 0;
	long got = OK;
	int tid;

	if (block_connect(server, &session) != OK)
		return false;
	tid = thread_start(connect_at, (void *)session);
	sys_sleep(100 * US);
	sys_handle_close(session);
	thread_join(tid, &got);
	return got == ERR_INVALID || got == ERR_HANDLE;
}

/* The badge of a session that has ended is nobody's who could have more of them. */
static void late_connects(struct client *client)
{
	long server = loris_server("blk"), good = 0;
	int tid[RIDERS];

	enough = false;
	for (int i = 0; i < RIDERS; i++)
		tid[i] = thread_start(keep_busy, client);
	for (int i = 0; i < LATE; i++)
		good += connect_late((handle_t)server);
	__atomic_store_n(&enough, true, __ATOMIC_RELAXED);
	for (int i = 0; i < RIDERS; i++)
		thread_join(tid[i], NULL);
	expect("late connects that were refused", good, LATE);
	sys_handle_close((handle_t)server);
}

long wild(uint64_t seed)
{
	struct client client;
	int before, after;

	expect("open", client_open(&client), OK);
	if (failed)
		return failed;
	without_session();
	without_buffer();
	bad_buffers(&client);
	bad_ranges(&client);
	unknown_calls(&client);
	garbage(&client, seed);
	late_connects(&client);
	client_close(&client);
	before = open_all();
	after = open_all();
	expect("sessions at the second time", after, before);
	expect("open at the end", client_open(&client), OK);
	expect("read at the end", client_read(&client, 0, client.alignment), OK);
	client_close(&client);
	return failed;
}
