// SPDX-License-Identifier: MIT
/*
 * siblings [N [busy]]: a thread on each other hart touches two pages and goes to sleep, so that its hart,
 * with nothing else to do, holds our space lazily; busy: another process runs there meanwhile, and the
 * hart has left our space. Then pages change behind their backs: one of our own takes the place of one of
 * the program file, N pages come and go, and an address gets another page. Each time the
 * sleepers wake up they must see what is there now. Says how many harts were interrupted for the N pages
 * and how many were left alone.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define HARTS_MAX 64
#define NAP_NS	  1000000
#define PAGE	  LORIS_PAGE_SIZE
/* Its place in a small TLB, by the low bits, is none that our code or stacks would take. */
#define SHARED_AT ((void *)0x40077000)
#define RW	  (LORIS_PROT_READ | LORIS_PROT_WRITE)

/* Of the program file, until a page that we may write is in its place. */
static const long constant[PAGE / sizeof(long)] __attribute__((aligned(PAGE))) = {1};

static volatile long *shared;
static long asleep, seen_constant, stage, wrong; /* atomic */

/* It is not as constant as the compiler must believe. */
static long read_constant(void)
{
	return *(const volatile long *)constant;
}

static void wait_for(const long *what, long value, uint64_t nap)
{
	while (__atomic_load_n(what, __ATOMIC_ACQUIRE) < value)
		sys_sleep(nap);
}

static void count(long *what, long n)
{
	__atomic_fetch_add(what, n, __ATOMIC_RELEASE);
}

static long sleep_there(void *hart)
{
	if (sys_thread_pin((long)hart) < 0) /* it is off */
		count(&wrong, 1);
	count(&wrong, *shared != 1 || read_constant() != 1); /* now its hart has both in its TLB */
	count(&asleep, 1);
	wait_for(&stage, 1, NAP_NS * 20);
	count(&wrong, read_constant() != 2);
	count(&seen_constant, 1);
	wait_for(&stage, 2, NAP_NS * 20);
	count(&wrong, *shared != 2);
	return 0;
}

static void write_constant(void)
{
	sys_unmap((void *)constant, PAGE);
	sys_map((void *)constant, PAGE, RW);
	*(volatile long *)constant = 2;
	__atomic_store_n(&stage, 1, __ATOMIC_RELEASE);
}

static void unmap_pages(long n, struct loris_stats *d)
{
	struct loris_stats before, after;

	sys_stats(-1, &before, sizeof(before));
	for (long i = 0; i < n; i++) {
		char *page = (char *)sys_map(NULL, PAGE, RW);
		*page = 1;
		sys_unmap(page, PAGE);
	}
	sys_stats(-1, &after, sizeof(after));
	d->shootdown_ipis = after.shootdown_ipis - before.shootdown_ipis;
	d->shootdown_deferred = after.shootdown_deferred - before.shootdown_deferred;
	d->shootdown_skips = after.shootdown_skips - before.shootdown_skips;
}

/* The same address, another page, because somebody else has the old one by then. */
static void exchange_page(void)
{
	long *other;

	sys_unmap((void *)shared, PAGE);
	other = (long *)sys_map(NULL, PAGE, RW);
	*other = 3;
	sys_map((void *)shared, PAGE, RW);
	*shared = 2;
	__atomic_store_n(&stage, 2, __ATOMIC_RELEASE);
}

/* Another process on that hart, always about to run. */
static long start_stranger(long hart)
{
	char args[32] = "siblings";
	size_t len = strlen(args) + 1;

	len += (size_t)snprintf(args + len, sizeof(args) - len, "stranger") + 1;
	len += (size_t)snprintf(args + len, sizeof(args) - len, "%ld", hart) + 1;
	return sys_spawn(args, len);
}

static _Noreturn void be_stranger(long hart)
{
	sys_thread_pin(hart);
	for (;;)
		sys_sleep(NAP_NS);
}

int main(int argc, char **argv)
{
	bool busy = argc > 2 && strcmp(argv[2], "busy") == 0;
	long n = argc > 1 ? atol(argv[1]) : 100, strangers[HARTS_MAX];
	int tids[HARTS_MAX], others = 0;
	struct loris_stats d = {0};
	struct loris_exit how;
	struct loris_self self;

	if (argc > 2 && strcmp(argv[1], "stranger") == 0)
		be_stranger(atol(argv[2]));
	sys_self(&self);
	sys_thread_pin(0);
	shared = (long *)sys_map(SHARED_AT, PAGE, RW);
	*shared = 1;
	for (long hart = 1; hart < self.harts; hart++, others++) {
		tids[others] = thread_start(sleep_there, (void *)hart);
		strangers[others] = busy ? start_stranger(hart) : 0;
	}
	wait_for(&asleep, others, NAP_NS);
	sys_sleep(NAP_NS * 5);
	write_constant();
	wait_for(&seen_constant, others, NAP_NS);
	sys_sleep(NAP_NS * 5);
	unmap_pages(n, &d);
	exchange_page();
	for (int i = 0; i < others; i++) {
		thread_join(tids[i], NULL);
		if (busy && sys_kill(strangers[i]) == 0)
			sys_wait(strangers[i], &how);
	}
	printf("siblings: %ld unmaps, %d asleep: %" PRIu64 " interrupts, %" PRIu64
	       " left alone, %" PRIu64 " not there: %s\n",
	       n, others, d.shootdown_ipis, d.shootdown_deferred, d.shootdown_skips,
	       wrong ? "a sleeper saw an old page" : "ok");
	return wrong ? 1 : 0;
}
