// SPDX-License-Identifier: MIT
/* Processes that end with much. */
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/programs/latency/latency.h"

#define HANDLES 16000

/* The child opens the window when it is ready to end; it is gone when its end is told. */
static bool wait_for_end_of(const char *scene)
{
	struct loris_exit how = {0};
	long pid = run_line(&how, "latency %s child", scene);

	return pid > 0 && how.how == LORIS_EXITED && how.code == 0;
}

static handle_t endpoint;

static long receive(long i)
{
	struct message m = {0};

	(void)i;
	return ipc_recv(endpoint, &m);
}

void child_exit(void)
{
	endpoint = (handle_t)sys_endpoint_create();
	crowd_spread = true;
	if (!crowd_start(COUNT, LORIS_PRIORITY_USER, receive))
		return;
	MARK(917);
	sys_exit(0);
}

bool scene_exit(void)
{
	bool good = wait_for_end_of("exit");

	MARK(918);
	return good;
}

static long nothing(long i)
{
	return i;
}

void child_dead(void)
{
	crowd_spread = true;
	if (!crowd_start(COUNT, LORIS_PRIORITY_USER, nothing))
		return;
	MARK(919);
	sys_exit(0);
}

/* Of threads that nobody has joined. */
bool scene_dead(void)
{
	bool good = wait_for_end_of("dead");

	MARK(920);
	return good;
}

void child_handles(void)
{
	for (int i = 0; i < HANDLES; i++)
		if (sys_endpoint_create() < 0)
			return;
	MARK(921);
	sys_exit(0);
}

bool scene_handles(void)
{
	bool good = wait_for_end_of("handles");

	MARK(922);
	return good;
}
