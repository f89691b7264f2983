/* SPDX-License-Identifier: MIT */
#define LOCK_FUNCTIONS /* theirs are here */
#include "kernel/lock.h"
#include "kernel/smp.h"

static bool try(struct spinlock *l)
{
	return !load_once(&l->held) && !atomic_swap32_acquire(&l->held, 1);
}

/* For 10 ms: a holder that the host has stopped is back by then, mostly. */
static bool wait_with_all(struct served_lock *l)
{
	uint64_t begin = time_now();

	while (time_now() - begin < machine.timebase / 100) {
		if (!load_once(&l->starving) && try(&l->lock))
			return true;
		smp_serve_calls();
	}
	return false;
}

/* Nobody else takes it, but those who have looked at `starving` before: once each. */
static void wait_in_line(struct served_lock *l)
{
	uint32_t place;

	atomic_add32(&l->starving, 1);
	place = atomic_add32(&l->next, 1);
	while (load_once(&l->turn) != place || !try(&l->lock))
		smp_serve_calls();
	store_once(&l->turn, place + 1);
	atomic_add32(&l->starving, -1);
}

void spin_wait_served(struct served_lock *l)
{
	if (!wait_with_all(l))
		wait_in_line(l);
}
