// SPDX-License-Identifier: MIT
#include "user/programs/bench/partner.h"
#include <stdio.h>
#include "user/lib/children.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define MEET_NS 10000000000ull

static long
	promise; /* of an answer that never comes: it goes when we do, and the partner with it */

/* Waits for partner_meet() and answers its first call. */
static long meet(handle_t meeting, handle_t given, handle_t *offered)
{
	struct message m = {.info = LORIS_MSG_ACCEPT(1) | LORIS_MSG_TIMEOUT, .timeout = MEET_NS};
	long err = ipc_recv(meeting, &m);

	if (err != OK)
		return err;
	*offered = LORIS_MSG_COUNT(m.info) ? m.word[4] : 0;
	m = (struct message){.word[4] = given, .info = LORIS_MSG_HANDLES(given != 0)};
	return ipc_reply(0, &m);
}

static long promise_answer(handle_t meeting)
{
	struct message m = {.info = LORIS_MSG_TIMEOUT, .timeout = MEET_NS};
	long err = ipc_recv(meeting, &m);

	promise = err == OK ? sys_reply_keep() : err;
	return promise < 0 ? promise : OK;
}

static long spawn(const struct window *window, const char *name, handle_t meeting)
{
	const handle_t files[3] = {meeting};
	char line[64];
	int len =
		snprintf(line, sizeof(line), "bench%c%s%c-child%c%ld", 0, name, 0, 0, window->hart);

	return loris_spawn(line, (size_t)len + 1, files);
}

long partner_start(const struct window *window, const char *name, handle_t given, handle_t *offered)
{
	handle_t meeting = (handle_t)sys_endpoint_create();
	long pid = spawn(window, name, meeting);
	long err = pid < 0 ? pid : meet(meeting, given, offered);

	if (err == OK)
		err = promise_answer(meeting);
	if (err != OK && pid > 0)
		partner_stop(pid, 0);
	sys_handle_close(meeting);
	return err == OK ? pid : err;
}

void partner_stop(long pid, handle_t offered)
{
	struct loris_exit how;

	sys_kill(pid);
	sys_wait(pid, &how);
	sys_handle_close(offered);
	sys_handle_close((handle_t)promise);
	promise = 0;
}

/* Some wait for what only the first process does, or for nothing at all. */
static long end_with_first(void *unused)
{
	struct message m = {0};

	(void)unused;
	ipc_call(start_handle(LORIS_START_IN), &m);
	sys_exit(1);
}

handle_t partner_meet(handle_t mine)
{
	struct message m = {.info = LORIS_MSG_ACCEPT(1)};

	if (mine) {
		m.word[4] = (handle_t)sys_handle_copy(mine, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
		m.info |= LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0);
	}
	if (ipc_call(start_handle(LORIS_START_IN), &m) != OK)
		return 0;
	thread_start(end_with_first, NULL);
	return LORIS_MSG_COUNT(m.info) ? m.word[4] : 0;
}
