// SPDX-License-Identifier: MIT
/*
 * siblings [N]: a thread on each other hart touches a page and goes to sleep, so that its hart, with
 * nothing else to do, holds our space lazily. Then N pages are mapped, touched and unmapped here. Says
 * how many harts were interrupted for that, how many were left alone, and how many fences were paid;
 * when the sleepers wake up they must not see the page that is gone.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define HARTS_MAX 64
#define NAP_NS	  1000000
#define PAGE	  LORIS_PAGE_SIZE

static volatile long *shared;
static long asleep, over; /* atomic */

static long sleep_there(void *hart)
{
	long seen;

	if (sys_thread_pin((long)hart) < 0)
		return -1;
	seen = *shared; /* now its hart has the page in its TLB */
	__atomic_fetch_add(&asleep, 1, __ATOMIC_RELAXED);
	while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE))
		sys_sleep(NAP_NS * 50);
	return seen == 1 && *shared == 2;
}

static void unmap_pages(long n, struct loris_stats *d)
{
	struct loris_stats before, after;

	sys_stats(-1, &before, sizeof(before));
	for (long i = 0; i < n; i++) {
		char *page = (char *)sys_map(NULL, PAGE, LORIS_PROT_READ | LORIS_PROT_WRITE);
		*page = 1;
		sys_unmap(page, PAGE);
	}
	sys_stats(-1, &after, sizeof(after));
	d->shootdown_ipis = after.shootdown_ipis - before.shootdown_ipis;
	d->shootdown_deferred = after.shootdown_deferred - before.shootdown_deferred;
	d->fences_debt = after.fences_debt - before.fences_debt;
}

/* The same address, another page: who still sees the old one was not told. */
static void exchange_page(void)
{
	sys_unmap((void *)shared, PAGE);
	sys_map((void *)shared, PAGE, LORIS_PROT_READ | LORIS_PROT_WRITE);
	*shared = 2;
	__atomic_store_n(&over, 1, __ATOMIC_RELEASE);
}

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 100, wrong = 0, seen;
	int tids[HARTS_MAX], others = 0;
	struct loris_stats d;
	struct loris_self self;

	sys_self(&self);
	sys_thread_pin(0);
	shared = (long *)sys_map(NULL, PAGE, LORIS_PROT_READ | LORIS_PROT_WRITE);
	*shared = 1;
	for (long hart = 1; hart < self.harts; hart++)
		tids[others++] = thread_start(sleep_there, (void *)hart);
	while (__atomic_load_n(&asleep, __ATOMIC_RELAXED) < others)
		sys_sleep(NAP_NS);
	sys_sleep(NAP_NS * 5);
	unmap_pages(n, &d);
	exchange_page();
	for (int i = 0; i < others; i++)
		wrong += thread_join(tids[i], &seen) < 0 || seen != 1;
	printf("siblings: %ld unmaps, %d asleep: %" PRIu64 " interrupts, %" PRIu64
	       " left alone, %" PRIu64 " debts: %s\n",
	       n, others, d.shootdown_ipis, d.shootdown_deferred, d.fences_debt,
	       wrong ? "a sleeper saw the old page" : "ok");
	return wrong ? 1 : 0;
}
