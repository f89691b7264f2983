/* SPDX-License-Identifier: MIT */
/*
 * Sleepers, and the one timer of each hart. The timer is set to the earliest of the next sleeper's time
 * and the end of the running slice; it is set earlier when something earlier comes, and otherwise left
 * alone, so that a switch does not touch it. A timer that fires too early sets itself anew.
 */
#include "kernel/thread.h"

#define NS_PER_SECOND 1000000000UL

uint64_t ns_to_ticks(uint64_t ns)
{
	uint64_t seconds = ns / NS_PER_SECOND, rest = ns % NS_PER_SECOND;
	/* Up: nobody who sleeps wakes too early. */
	return seconds * machine.timebase +
	       (rest * machine.timebase + NS_PER_SECOND - 1) / NS_PER_SECOND;
}

uint64_t ticks_to_ns(uint64_t ticks)
{
	uint64_t seconds = ticks / machine.timebase, rest = ticks % machine.timebase;
	return seconds * NS_PER_SECOND + rest * NS_PER_SECOND / machine.timebase;
}

static void arm(struct hart *h, uint64_t ticks)
{
	spin_lock(&h->rq.lock);
	if (ticks < h->timer_deadline) {
		h->timer_deadline = ticks;
		arch_timer_set(ticks);
	}
	spin_unlock(&h->rq.lock);
}

void sleep_until(struct thread *t, uint64_t ticks)
{
	struct hart *h = this_hart();

	spin_lock(&h->timers.lock);
	t->timer.key = ticks;
	store_once(&t->timer_hart, h);
	heap_insert(&h->timers.heap, &t->timer);
	thread_will_block(t);
	spin_unlock(&h->timers.lock);
	arm(h, ticks);
}

/* Taken out under the lock of the hart it sleeps on; that hart's timer may fire once for nothing. */
bool sleep_cancel(struct thread *t)
{
	struct hart *h = load_once(&t->timer_hart);
	bool slept;

	if (!h)
		return false;
	spin_lock(&h->timers.lock);
	slept = heap_linked(&t->timer);
	if (slept)
		heap_remove(&h->timers.heap, &t->timer);
	spin_unlock(&h->timers.lock);
	return slept;
}

static uint64_t wake_due(struct hart *h, uint64_t now)
{
	struct heap_node *n;

	while ((n = heap_min(&h->timers.heap)) && n->key <= now) {
		heap_pop(&h->timers.heap);
		thread_wake((struct thread *)((char *)n - offsetof(struct thread, timer)));
	}
	return n ? n->key : UINT64_MAX;
}

void timers_expire(struct hart *h, uint64_t now)
{
	uint64_t next;

	stat(timer_ticks);
	spin_lock(&h->rq.lock);
	h->timer_deadline = UINT64_MAX;
	spin_unlock(&h->rq.lock);
	spin_lock(&h->timers.lock);
	next = wake_due(h, now);
	spin_unlock(&h->timers.lock);
	sched_timer(now);
	if (next != UINT64_MAX)
		arm(h, next);
	if (load_once(&h->timer_deadline) == UINT64_MAX)
		arch_timer_set(UINT64_MAX);
}
