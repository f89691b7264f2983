// SPDX-License-Identifier: MIT
/* Who waits for a line of the console keeps nobody else from it. Nothing is typed meanwhile. */
#include <stdbool.h>
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MS	1000000ull
#define WAITS	5000
#define THREADS 100 /* more than there are places */
#define READ	1   /* user/proto/file.proto */

static volatile unsigned refused, begun;

/* The server's answer, or the error of the call. */
static long read_line(uint64_t limit)
{
	struct message m = {
		.word = {READ, 1}, .info = limit ? LORIS_MSG_TIMEOUT : 0, .timeout = limit};
	long err = ipc_call(start_handle(LORIS_START_CONSOLE), &m);

	return err == OK ? (long)m.word[0] : err;
}

/* It may wait, and nothing comes; it is not sent away. */
int role_read(void)
{
	return read_line(500 * MS) == ERR_TIMEOUT ? 0 : SURVIVED;
}

static long read_on(void *unused)
{
	long got;

	(void)unused;
	__atomic_fetch_add(&begun, 1, __ATOMIC_RELAXED);
	got = read_line(0);
	if (got == ERR_BUSY)
		__atomic_fetch_add(&refused, 1, __ATOMIC_RELAXED);
	return got;
}

/* One that waits in the server for ever. */
static void end(int tid)
{
	handle_t thread = (handle_t)sys_thread_open(0, tid);

	sys_thread_kill(thread); /* or it was refused and has ended */
	CHECK_IS(sys_handle_close(thread), OK);
	CHECK_IS(thread_join(tid, NULL), 0);
}

/* All but a few are sent away, and another process has its place; then all places are free again. */
void test_readers(void)
{
	int tid[THREADS];

	for (int i = 0; i < THREADS; i++)
		tid[i] = thread_start(read_on, NULL);
	for (int i = 0; i < WAITS && (begun < THREADS || refused < THREADS - 8); i++)
		sys_sleep(MS);
	CHECK(refused >= THREADS - 8 && refused < THREADS);
	check_role("read", LORIS_EXITED, 0);
	for (int i = 0; i < THREADS; i++)
		end(tid[i]);
	CHECK_IS(read_line(MS), ERR_TIMEOUT);
}
