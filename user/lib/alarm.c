// SPDX-License-Identifier: MIT
/* The signal is raised by a thread of its own, which is there while an alarm is set. */
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>
#include "user/lib/lock.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define NS_PER_S 1000000000ull
#define LOOK_NS	 10000000ull /* how often it sees whether the alarm was set to another time */
#define STACK	 65536	     /* a handler may print */

static struct __lock lock; /* covers what follows */
static uint64_t due;	   /* 0: none is set */
static bool running;
static int tid; /* to be joined when another one is started; 0: there was none */

static uint64_t left_until(uint64_t when)
{
	uint64_t now = sys_clock();

	return when > now ? when - now : 0;
}

/* Returns false when there is nothing to wait for. */
static bool look(uint64_t *left, bool *over)
{
	bool set;

	loris_lock_acquire(&lock);
	set = due;
	running = set;
	*left = left_until(due);
	*over = set && !*left;
	if (*over)
		due = 0;
	loris_lock_release(&lock);
	return set;
}

static long wait_for_it(void *unused)
{
	uint64_t left;
	bool over;

	(void)unused;
	while (look(&left, &over)) {
		if (over)
			raise(SIGALRM);
		else
			sys_sleep(left < LOOK_NS ? left : LOOK_NS);
	}
	return 0;
}

/* Under the lock. */
static void have_thread(void)
{
	if (running)
		return;
	if (tid > 0)
		thread_join(tid, NULL);
	tid = thread_start_sized(wait_for_it, NULL, STACK);
	running = tid > 0;
}

unsigned alarm(unsigned seconds)
{
	unsigned left;

	loris_lock_acquire(&lock);
	left = due ? (unsigned)((left_until(due) + NS_PER_S - 1) / NS_PER_S) : 0;
	due = seconds ? sys_clock() + seconds * NS_PER_S : 0;
	if (due)
		have_thread();
	loris_lock_release(&lock);
	return left;
}
