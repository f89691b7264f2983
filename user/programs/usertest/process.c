// SPDX-License-Identifier: MIT
/* spawn, wait, kill, exit. */
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/programs/usertest/check.h"

#define NOBODY	 99999999
#define CHILDREN 5
#define IDLE	 "idle"

static void test_spawn_refuses(void)
{
	static char args[LORIS_ARGS_MAX + 1] = IDLE;

	CHECK_IS(sys_spawn(args, 0), ERR_INVALID);
	CHECK_IS(sys_spawn(args, sizeof(IDLE) - 1), ERR_INVALID);
	CHECK_IS(sys_spawn(args, sizeof(args)), ERR_INVALID);
	CHECK_EITHER(sys_spawn(args, (size_t)-1), ERR_INVALID, ERR_FAULT);
	CHECK_EITHER(sys_spawn("", 1), ERR_NOT_FOUND, ERR_INVALID);
	CHECK_IS(sys_spawn("nobody", sizeof("nobody")), ERR_NOT_FOUND);
	CHECK_IS(sys_spawn("motd", sizeof("motd")), ERR_NOT_ELF);
	memset(args, 'x', sizeof(args) - 2);
	CHECK_EITHER(sys_spawn(args, sizeof(args) - 1), ERR_NOT_FOUND, ERR_INVALID);
}

/* The longest block there may be, in 1 string and in as many as fit. */
static void test_spawn_longest(void)
{
	static char args[LORIS_ARGS_MAX] = IDLE "\0"
						"0\0"
						"3";
	struct loris_exit how;
	long pid;

	memset(args + 9, 'x', sizeof(args) - 10);
	pid = sys_spawn(args, sizeof(args));
	CHECK(pid > 0);
	CHECK_IS(wait_exited(pid), 3);
	memset(args + 9, '\0', sizeof(args) - 9);
	pid = sys_spawn(args, sizeof(args));
	CHECK(pid > 0 && sys_wait(pid, &how) == pid);
	CHECK(how.pid == pid && how.how == LORIS_EXITED && how.code == 3);
}

static void test_wait(void)
{
	struct loris_exit how;
	struct loris_self self;
	long pid;

	CHECK_IS(sys_wait(0, &how), ERR_NOT_FOUND);
	CHECK_IS(sys_wait(NOBODY, &how), ERR_NOT_FOUND);
	CHECK_IS(sys_wait(sys_self(&self), &how), ERR_NOT_FOUND);
	CHECK_EITHER(sys_wait(-1, &how), ERR_NOT_FOUND, ERR_INVALID);
	pid = spawn_line("idle 5 4");
	CHECK_IS(sys_wait(pid + 1, &how), ERR_NOT_FOUND);
	CHECK_IS(wait_exited(pid), 4);
	CHECK_IS(sys_wait(pid, &how), ERR_NOT_FOUND);
	pid = spawn_line("idle");
	CHECK_IS(sys_wait(pid, NULL), pid);
}

/* wait for any gives each child once. */
static void test_wait_any(void)
{
	long pids[CHILDREN], sum = 0, got = 0;
	struct loris_exit how;

	for (int i = 0; i < CHILDREN; i++) {
		pids[i] = spawn_line("idle %d %d", CHILDREN - i, i);
		sum += pids[i];
	}
	for (int i = 0; i < CHILDREN; i++) {
		long pid = sys_wait(0, &how);

		CHECK(pid > 0 && how.code < CHILDREN && pids[how.code] == pid);
		got += pid;
	}
	CHECK_IS(got, sum);
	CHECK_IS(sys_wait(0, &how), ERR_NOT_FOUND);
}

static void test_status(void)
{
	CHECK_IS(wait_exited(spawn_line("usertest -exit 0")), 0);
	CHECK_IS(wait_exited(spawn_line("usertest -exit 255")), 255);
	CHECK_IS(wait_exited(spawn_line("usertest -exit 256")), 0);
	CHECK_IS(wait_exited(spawn_line("usertest -exit -1")), 255);
}

/* Sleeping, running, ended; then nobody's child, one's own parent, oneself. */
static void test_kill(void)
{
	struct loris_exit how = {0};
	struct loris_self self;
	long pid = spawn_line("idle 100000");
	long denied;

	CHECK_IS(sys_kill(pid), 0);
	CHECK_IS(sys_wait(pid, &how), pid);
	CHECK(how.how == LORIS_KILLED && how.code == 0);
	pid = spawn_line("spin 0");
	sys_sleep(1000000);
	CHECK_IS(sys_kill(pid), 0);
	CHECK_IS(sys_wait(pid, &how), pid);
	CHECK_IS(how.how, LORIS_KILLED);
	CHECK_IS(sys_kill(pid), ERR_NOT_FOUND);
	CHECK_IS(sys_kill(NOBODY), ERR_NOT_FOUND);
	CHECK_EITHER(sys_kill(-1), ERR_NOT_FOUND, ERR_INVALID);
	CHECK_EITHER(sys_kill(0), ERR_NOT_FOUND, ERR_INVALID);
	pid = sys_self(&self);
	CHECK_EITHER(sys_kill(pid), ERR_NOT_FOUND, ERR_PERM);
	denied = -wait_exited(spawn_line("usertest -kill %ld", pid));
	CHECK_EITHER(denied, ERR_NOT_FOUND, ERR_PERM);
}

void test_process(void)
{
	test_spawn_refuses();
	test_spawn_longest();
	test_wait();
	test_wait_any();
	test_status();
	test_kill();
	check_role("exit_among_siblings", LORIS_EXITED, 7);
	check_role("main_thread_ends", LORIS_EXITED, 7);
	check_role("last_thread_ends", LORIS_EXITED, 0);
}
