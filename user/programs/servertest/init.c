// SPDX-License-Identifier: MIT
/* Processes. */
#include <stdio.h>
#include <string.h>
#include "servertest.h"
#include "proto/init.h"
#include "user/lib/spawn.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

static handle_t init;

static long wait_for(uint64_t pid, uint64_t flags, uint64_t *how, uint64_t *code)
{
	*how = *code = UINT64_MAX;
	return init_wait(init, pid, flags, how, code);
}

static void arguments(void)
{
	char block[LORIS_ARGS_MAX + 1];
	uint64_t how, code;
	long pid;

	memset(block, 'x', sizeof(block));
	memcpy(block,
	       "idle\0"
	       "0\0"
	       "9",
	       9);
	block[8] = '\0';
	block[LORIS_ARGS_MAX - 1] = '\0';
	pid = sys_spawn(block, LORIS_ARGS_MAX);
	TRUE(pid > 0);
	IS(wait_for((uint64_t)pid, 0, &how, &code), pid);
	IS(code, 9);
	IS(sys_spawn(block, LORIS_ARGS_MAX + 1), ERR_INVALID);
	IS(sys_spawn(block, 0), ERR_INVALID);
	IS(sys_spawn("idle", 4), ERR_INVALID);
	/* past the library */
	IS(init_spawn(init, 0, NULL, 0), ERR_INVALID);
	IS(init_spawn_plain(init, "idle", 4), ERR_INVALID);
	IS(init_spawn_plain(init, "", 1), ERR_INVALID);
	IS(init_spawn_plain(init, "\0idle", 6), ERR_INVALID);
	for (int i = 0; i < LORIS_ARGS_MAX / 56; i++)
		IS(init_argument(init, block, 56), OK);
	IS(init_argument(init, block, 56), ERR_INVALID);
	IS(init_argument(init, block, 1), ERR_INVALID);
	IS(init_spawn_plain(init, "x", 2), ERR_INVALID);
}

static void programs(void)
{
	handle_t file = init, many[4] = {init, init, init, init};

	IS(spawn_line("no.such.program"), ERR_NOT_FOUND);
	IS(spawn_line("motd"), ERR_NOT_ELF);
	IS(init_argument(init, "idle", 5), OK);
	IS(init_spawn(init, 8, NULL, 0), ERR_INVALID);
	IS(init_argument(init, "idle", 5), OK);
	IS(init_spawn(init, 1, NULL, 0), ERR_INVALID);
	IS(init_argument(init, "idle", 5), OK);
	TRUE(init_spawn(init, 2, &file, 1) < 0); /* it may not be copied */
	IS(init_argument(init, "idle", 5), OK);
	TRUE(init_spawn(init, 7, many, 4) < 0);
	IS(run_line(&(struct loris_exit){0}, "./idle") > 0, 1); /* what was collected is gone */
}

static void waits(void)
{
	uint64_t how, code;
	long pid, own = sys_self(&(struct loris_self){0});

	IS(wait_for(0, 0, &how, &code), ERR_NOT_FOUND);
	IS(wait_for((uint64_t)own, 0, &how, &code), ERR_NOT_FOUND);
	IS(wait_for(1, 0, &how, &code), ERR_NOT_FOUND);
	IS(wait_for(UINT64_MAX, 0, &how, &code), ERR_NOT_FOUND);
	IS(init_kill(init, 0), ERR_NOT_FOUND);
	IS(init_kill(init, 1), ERR_NOT_FOUND);
	IS(init_kill(init, (uint64_t)own), ERR_NOT_FOUND);
	pid = spawn_line("idle 100000");
	IS(wait_for(0, 1, &how, &code), ERR_TIMEOUT);
	IS(wait_for((uint64_t)pid, 1, &how, &code), ERR_TIMEOUT);
	IS(wait_for((uint64_t)pid, 2, &how, &code), ERR_INVALID);
	IS(init_kill(init, (uint64_t)pid), OK);
	IS(wait_for(0, 0, &how, &code), pid);
	IS(how, LORIS_KILLED);
	IS(init_kill(init, (uint64_t)pid), ERR_NOT_FOUND);
	IS(wait_for((uint64_t)pid, 0, &how, &code), ERR_NOT_FOUND);
}

/* Once more if it has not ended yet, and is killed. */
static void ends_before_anyone_waits(void)
{
	uint64_t how, code;
	long pid, e;

	do {
		pid = spawn_line("idle");
		sys_sleep(20000000);
		e = init_kill(init, (uint64_t)pid);
		/* Not killed, and yet init may hear of its end a moment later. */
		IS(wait_for((uint64_t)pid, 0, &how, &code), pid);
	} while (e == OK);
	IS(e, ERR_NOT_FOUND);
}

static void outcomes(void)
{
	struct loris_exit how;
	uint64_t w, c;

	for (int status = 0; status < 256; status += 51) {
		TRUE(run_line(&how, "idle 0 %d", status) > 0);
		IS(how.how, LORIS_EXITED);
		IS(how.code, status);
	}
	ends_before_anyone_waits();
	TRUE(run_line(&how, "servertest parent") > 0);
	IS(how.code, 0);
	IS(wait_for(0, 0, &w, &c), ERR_NOT_FOUND); /* the orphan is nobody's */
}

/* ---- several wait at once ---------------------------------------------------------------------------- */

static long wait_in_thread(void *pid)
{
	uint64_t how, code;

	return init_wait(init, (uint64_t)pid, 0, &how, &code);
}

static void two_wait_for(uint64_t what, long children)
{
	long pid[2] = {0}, got[2] = {0};
	int tid[2];

	for (long i = 0; i < children; i++)
		pid[i] = spawn_line("idle 30");
	for (int i = 0; i < 2; i++)
		tid[i] = thread_start(wait_in_thread, (void *)(what ? (uint64_t)pid[0] : 0));
	for (int i = 0; i < 2; i++)
		IS(thread_join(tid[i], &got[i]), OK);
	if (children == 2)
		TRUE((got[0] == pid[0] && got[1] == pid[1]) ||
		     (got[0] == pid[1] && got[1] == pid[0]));
	else
		TRUE((got[0] == pid[0] && got[1] == ERR_NOT_FOUND) ||
		     (got[1] == pid[0] && got[0] == ERR_NOT_FOUND));
}

/* Who gives up has not taken anything, and does not count for those that may wait at once. */
static void giving_up(void)
{
	long pid = spawn_line("idle 100000");
	uint64_t how, code;

	for (int i = 0; i < 300; i++) {
		struct message m = {
			.word = {INIT_WAIT, 0, 0}, .info = LORIS_MSG_TIMEOUT, .timeout = 200000};

		IS(ipc_call(init, &m), ERR_TIMEOUT);
	}
	IS(init_kill(init, (uint64_t)pid), OK);
	IS(wait_for(0, 0, &how, &code), pid);
}

void test_init(void)
{
	long before;

	init = start_handle(LORIS_START_INIT);
	before = handles_now();
	arguments();
	programs();
	waits();
	outcomes();
	two_wait_for(0, 2);
	two_wait_for(0, 1);
	two_wait_for(1, 1);
	giving_up();
	IS(handles_now(), before);
}
