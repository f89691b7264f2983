// SPDX-License-Identifier: MIT
#include "user/programs/bench/partner.h"
#include <stdio.h>
#include "user/lib/children.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define MEET_NS 10000000000ull

/* Waits for partner_meet() and answers it. */
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
	return LORIS_MSG_COUNT(m.info) ? m.word[4] : 0;
}
