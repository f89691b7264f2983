// SPDX-License-Identifier: MIT
/* What the checks have in common. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

unsigned checks_done, checks_failed;

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void check_true(const char *file, int line, const char *what, int ok)
{
	checks_done++;
	if (ok)
		return;
	checks_failed++;
	printf("usertest: %s:%d: not so: %s\n", base_name(file), line, what);
}

static void print_result(const char *before, long result)
{
	printf("%s%ld", before, result);
	if (result < 0)
		printf(" (%s)", err_name(result));
}

void check_is(const char *file, int line, const char *what, long got, long a, long b)
{
	checks_done++;
	if (got == a || got == b)
		return;
	checks_failed++;
	printf("usertest: %s:%d: %s: ", base_name(file), line, what);
	print_result("got ", got);
	print_result(", expected ", a);
	if (a != b)
		print_result(" or ", b);
	printf("\n");
}

static const char *how_name(int how)
{
	static const char *const names[] = {"exited", "faulted", "killed", "out of memory"};

	return how >= 0 && how < 4 ? names[how] : "?";
}

void check_role(const char *role, enum loris_how how, int code)
{
	struct loris_exit end = {.how = -1};
	long pid = run_line(&end, "usertest -%s", role);

	checks_done++;
	if (pid > 0 && end.pid == pid && end.how == (int)how && end.code == code)
		return;
	checks_failed++;
	printf("usertest: role %s: pid %ld, %s %d, expected %s %d\n", role, pid, how_name(end.how),
	       (int)end.code, how_name(how), code);
}

char *test_pages(unsigned pages, unsigned prot)
{
	long at = sys_map(NULL, (size_t)pages * LORIS_PAGE_SIZE, prot);

	if (at > 0)
		return (char *)at;
	printf("usertest: no memory to test with: %s\n", err_name(at));
	exit(1);
}

/* ---- threads that wait ----------------------------------------------------------------------------------- */

struct waiter {
	long (*function)(void *);
	void *arg;
	int hart;
	volatile bool begins; /* nothing of this is looked at any more */
};

static long begin_and_wait(void *arg)
{
	struct waiter *w = arg;
	long (*function)(void *) = w->function;

	arg = w->arg;
	sys_thread_pin(w->hart);
	w->begins = true;
	return function(arg);
}

/* On its hart, and less urgent: we run only when it does not want to. */
int start_waiting(long (*function)(void *), void *arg)
{
	static int turn;
	struct loris_self self;
	struct waiter w = {.function = function, .arg = arg};
	int tid;

	sys_self(&self);
	w.hart = turn++ % self.harts;
	sys_thread_pin(w.hart);
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	tid = thread_start(begin_and_wait, &w);
	while (!w.begins)
		sys_sleep(100000);
	sys_thread_priority(0, LORIS_PRIORITY_USER);
	sys_thread_pin(self.hart);
	sys_thread_pin(-1);
	return tid;
}

int open_harts(void)
{
	int n = 0;

	while (sys_thread_pin((uint64_t)n) == n)
		n++;
	sys_thread_pin(UINT64_MAX);
	return n;
}

bool kernel_counts(void)
{
	struct loris_stats s;

	sys_stats(-1, &s, sizeof(s));
	return s.switches != 0;
}
