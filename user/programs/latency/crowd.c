// SPDX-License-Identifier: MIT
#include "user/lib/sys.h"
#include "user/programs/latency/latency.h"

#define STACK_WORDS 64

struct tiny {
	uint64_t stack[STACK_WORDS] __attribute__((aligned(16)));
	long tid;
	long result;
};

extern char crowd_entry[]; /* entry.S: goes on as crowd_main() */

bool crowd_spread;

static struct tiny *crowd;
static long size;
static unsigned priority;
static long (*act)(long i);
static long arrived; /* atomic */

_Noreturn void crowd_main(struct tiny *t)
{
	if (!crowd_spread)
		sys_thread_pin(0);
	sys_thread_priority(0, priority);
	__atomic_fetch_add(&arrived, 1, __ATOMIC_RELAXED);
	t->result = act(t - crowd);
	for (;;)
		sys_thread_exit(0);
}

void let_all_go_on(void)
{
	sys_thread_priority(0, LORIS_PRIORITY_LOWEST);
	for (int i = 0; i < 4; i++) /* who is as urgent may be interrupted by the end of a slice */
		sys_yield();
	sys_thread_priority(0, LORIS_PRIORITY_USER);
}

bool crowd_start(long count, unsigned with, long (*what)(long i))
{
	long at = sys_map(NULL, (size_t)count * sizeof(*crowd), LORIS_PROT_READ | LORIS_PROT_WRITE);
	void *tp;

	if (at < 0)
		return false;
	__asm__("mv %0, tp" : "=r"(tp));
	crowd = (struct tiny *)at;
	priority = with;
	act = what;
	for (size = 0; size < count; size++) {
		struct tiny *t = &crowd[size];

		t->tid = sys_thread_create(crowd_entry, t, t->stack + STACK_WORDS, tp);
		if (t->tid < 0)
			return false;
	}
	while (__atomic_load_n(&arrived, __ATOMIC_RELAXED) < count)
		let_all_go_on();
	let_all_go_on();
	return true;
}

long crowd_tid(long i)
{
	return crowd[i].tid;
}

long crowd_join(long result)
{
	long good = 0;

	for (long i = 0; i < size; i++) {
		sys_thread_join(crowd[i].tid, NULL);
		good += crowd[i].result == result;
	}
	return good;
}
