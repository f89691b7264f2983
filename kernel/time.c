/* SPDX-License-Identifier: MIT */
/*
 * Sleepers, and the one timer of each hart. The timer is set to the earliest of the next sleeper's time
 * and the end of the running slice; it is set earlier when something earlier comes, and otherwise left
 * alone, so that a switch does not touch it. A timer that fires too early sets itself anew.
 */
#include "kernel/debug.h"
#include "kernel/notify.h"

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

uint64_t deadline_in(uint64_t ns)
{
	uint64_t now = time_now(), ticks = ns_to_ticks(ns);

	return now + ticks < now ? UINT64_MAX - 1 : now + ticks;
}

static void insert_locked(struct hart *h, struct timer *timer, uint64_t ticks)
{
	timer->node.key = ticks;
	store_once(&timer->hart, h);
	heap_insert(&h->timers.heap, &timer->node);
}

void timer_start(struct timer *timer, uint64_t ticks)
{
	struct hart *h = this_hart();

	spin_lock(&h->timers.lock);
	insert_locked(h, timer, ticks);
	spin_unlock(&h->timers.lock);
	arm(h, ticks);
}

void sleep_until(struct thread *t, uint64_t ticks)
{
	struct hart *h = this_hart();

	spin_lock(&h->timers.lock);
	insert_locked(h, &t->timer, ticks);
	thread_will_block(t);
	spin_unlock(&h->timers.lock);
	arm(h, ticks);
}

void wait_until(struct thread *t, uint64_t ticks)
{
	t->timed = true;
	timer_start(&t->timer, ticks);
}

static bool remove_locked(struct hart *h, struct timer *timer)
{
	bool running = heap_linked(&timer->node);

	if (running)
		heap_remove(&h->timers.heap, &timer->node);
	return running;
}

/* Taken out under the lock of the hart it stands on; that hart's timer may fire once for nothing. */
bool timer_cancel(struct timer *timer)
{
	struct hart *h = load_once(&timer->hart);
	bool running;

	if (!h)
		return false;
	spin_lock(&h->timers.lock);
	running = remove_locked(h, timer);
	spin_unlock(&h->timers.lock);
	return running;
}

bool sleep_cancel(struct thread *t)
{
	return !t->timed && timer_cancel(&t->timer);
}

/* All under the lock: whoever expires it at this moment must not take it for a sleep, nor whoever finds it late
 * (wait_timer_look) end its next wait. */
void wait_timer_cancel(struct thread *t)
{
	struct hart *h = load_once(&t->timer.hart);

	stretch(limit_taken);
	spin_lock(&h->timers.lock);
	remove_locked(h, &t->timer);
	t->timed = false;
	t->late = false;
	spin_unlock(&h->timers.lock);
}

/* Under the lock `late` tells of the wait that t is in, if its limit is still on that hart: who ends one clears
 * it first, or waits for us. */
void wait_timer_look(struct thread *t)
{
	struct hart *h;

	if (!load_once(&t->late))
		return;
	h = load_once(&t->timer.hart);
	spin_lock(&h->timers.lock);
	if (t->late && load_once(&t->timer.hart) == h)
		ipc_timeout_locked(t);
	spin_unlock(&h->timers.lock);
}

/* The lock is held throughout, but for a notification's: whoever takes a thread's timer back knows that it
 * has not run out and will not, or that what it does is done. */
static void run_out_locked(struct hart *h, struct timer *timer)
{
	struct thread *t = object_of(timer, struct thread, timer);

	if (timer->notifies)
		notification_expire(h, timer);
	else if (t->timed)
		ipc_timeout_locked(t);
	else
		thread_wake(t);
}

/* Some; with more of them the timer fires again at once. */
static uint64_t wake_due(struct hart *h, uint64_t now)
{
	unsigned most = AT_ONCE;
	struct heap_node *n;

	while ((n = heap_min(&h->timers.heap)) && n->key <= now && most--) {
		heap_pop(&h->timers.heap);
		run_out_locked(h, object_of(n, struct timer, node));
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
