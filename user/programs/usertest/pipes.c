// SPDX-License-Identifier: MIT
/* Pipes, and files and pipes that a child is given as its input and output. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define MUCH 20000 /* more than a pipe holds */

static void test_ends(void)
{
	int ends[2];
	char got[16];

	CHECK_IS(pipe(ends), 0);
	CHECK_IS(write(ends[1], "hello", 5), 5);
	CHECK(read(ends[0], got, sizeof(got)) == 5 && memcmp(got, "hello", 5) == 0);
	CHECK(lseek(ends[0], 0, SEEK_SET) == -1 && errno == ESPIPE);
	CHECK_IS(write(ends[1], "x", 1), 1);
	CHECK_IS(close(ends[1]), 0);
	CHECK_IS(read(ends[0], got, sizeof(got)), 1);
	CHECK_IS(read(ends[0], got, sizeof(got)), 0);
	CHECK_IS(close(ends[0]), 0);
	CHECK_IS(pipe(ends), 0);
	CHECK_IS(close(ends[0]), 0);
	CHECK(write(ends[1], "x", 1) == -1 && errno == EPIPE);
	CHECK_IS(close(ends[1]), 0);
}

static long write_much(void *fd)
{
	static char bytes[MUCH];
	long n = write((int)(long)fd, bytes, MUCH);

	close((int)(long)fd);
	return n;
}

/* The writer waits for the reader whenever the pipe is full. */
static void test_full(void)
{
	char got[300];
	int ends[2], tid;
	long n, sum = 0, written = 0;

	CHECK_IS(pipe(ends), 0);
	tid = thread_start(write_much, (void *)(long)ends[1]);
	while ((n = read(ends[0], got, sizeof(got))) > 0)
		sum += n;
	CHECK_IS(sum, MUCH);
	CHECK_IS(thread_join(tid, &written), 0);
	CHECK_IS(written, MUCH);
	CHECK_IS(close(ends[0]), 0);
}

/* `usertest -echo`: its input goes to its output. Returns its pid; with ends closed in the child. */
static pid_t start_echo(int in, int out)
{
	char *argv[] = {(char *)"usertest", (char *)"-echo", NULL};
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	CHECK_IS(posix_spawn(&pid, "usertest", &actions, NULL, argv, NULL), 0);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

static void check_ended_well(pid_t pid)
{
	int status = -1;

	CHECK_IS(waitpid(pid, &status, 0), pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_child_between_pipes(void)
{
	int to[2], from[2];
	char got[64];
	pid_t pid;

	CHECK(pipe(to) == 0 && pipe(from) == 0);
	pid = start_echo(to[0], from[1]);
	CHECK(close(to[0]) == 0 && close(from[1]) == 0);
	CHECK_IS(write(to[1], "through a child", 15), 15);
	CHECK_IS(close(to[1]), 0);
	CHECK(read(from[0], got, sizeof(got)) == 15 && memcmp(got, "through a child", 15) == 0);
	CHECK_IS(read(from[0], got, sizeof(got)), 0);
	CHECK_IS(close(from[0]), 0);
	check_ended_well(pid);
}

/* The position goes on where the child left it. */
static void test_child_to_file(const char *name)
{
	int in = open("motd", O_RDONLY), out = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	char want[256], got[256];
	long n;

	check_ended_well(start_echo(in, out));
	CHECK_IS(read(in, got, 1), 0);
	CHECK_IS(write(out, "!", 1), 1);
	CHECK(lseek(in, 0, SEEK_SET) == 0 && lseek(out, 0, SEEK_SET) == 0);
	n = read(in, want, sizeof(want) - 1);
	want[n] = '!';
	CHECK_IS(read(out, got, sizeof(got)), n + 1);
	CHECK(memcmp(want, got, (size_t)n + 1) == 0);
	CHECK(close(in) == 0 && close(out) == 0 && unlink(name) == 0);
}

static void test_spawn_fails(void)
{
	posix_spawn_file_actions_t actions;
	char *argv[] = {(char *)"idle", NULL};
	pid_t pid;
	int status;

	CHECK_IS(posix_spawn(&pid, "nobody", NULL, NULL, argv, NULL), ENOENT);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "no such file", O_RDONLY, 0);
	CHECK_IS(posix_spawn(&pid, "idle", &actions, NULL, argv, NULL), ENOENT);
	posix_spawn_file_actions_destroy(&actions);
	CHECK(waitpid(-1, &status, 0) == -1 && errno == ECHILD);
}

void test_pipes(const char *file)
{
	test_ends();
	test_full();
	test_child_between_pipes();
	test_child_to_file(file);
	test_spawn_fails();
}

int role_echo(void)
{
	char bytes[100];
	long n;

	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
		if (write(STDOUT_FILENO, bytes, (size_t)n) != n)
			return 1;
	}
	return n < 0;
}
