/* SPDX-License-Identifier: MIT */
/*
 * The queues of one hart, h->rq.lock held throughout. Private to sched.c, wake.c, move.c and sys_notify.c.
 *
 * Invariant: if a thread is queued that is at least as urgent as the current one, the hart's timer is
 * set to the end of the current slice or earlier, or an interrupt that will see to it is on its way.
 */
#ifndef KERNEL_RUNQUEUE_H
#define KERNEL_RUNQUEUE_H

#include "kernel/debug.h"
#include "kernel/thread.h"
#include "lib/bitmap.h"

extern uint64_t slice_ticks; /* fixed; sched.c */

/* Someone at least as urgent as the current thread waits for the end of its slice. */
static inline bool slice_matters_locked(const struct hart *h)
{
	return h->rq.ready & ((2UL << h->current->priority) - 1);
}

/* It is set for the end of the slice, or for something sooner. */
static inline bool slice_armed(const struct hart *h)
{
	return __builtin_expect(h->slice_start + slice_ticks >= h->timer_deadline, 1);
}

/* Sets the timer for that, if it is so. */
static inline void slice_arm_locked(struct hart *h)
{
	debug_assert_own(h);
	if (!slice_armed(h) && slice_matters_locked(h)) {
		h->timer_deadline = h->slice_start + slice_ticks;
		arch_timer_set(h->timer_deadline);
	}
}

/* t has become ready on h, this hart: does anything follow for who is current? */
static inline void heed_locked(struct hart *h, const struct thread *t)
{
	slice_arm_locked(h);
	if (__builtin_expect(t->priority < h->current->priority, 0)) {
		/* Taken as soon as irqs are on again: a system call needs no check on its way out. */
		h->resched = RESCHED_DISPLACED;
		arch_interrupt_self();
	}
}

/* More waits here than this hart will soon run: an idle one, if there is one, comes and steals. */
void sched_call_for_help(void);

/* Locks the queue of the hart that t belongs to, which may change until it is locked. */
struct hart *lock_home(struct thread *t);

/* The hart where a new thread waits least. There always is one; irqs off, or it may be stopped. */
struct hart *sched_least_busy(void);

/* How many there are now. `priority` is t's. */
static inline uint32_t enqueue_locked(struct hart *h, struct thread *t, unsigned priority,
				      bool tail)
{
	struct list *q = &h->rq.queue[priority];

	__asm__("" : "+r"(q)); /* gcc would compute it anew for each use */
	t->state = THREAD_READY;
	if (tail)
		list_add_tail(q, &t->link);
	else
		list_add_head(q, &t->link);
	h->rq.ready |= 1UL << priority;
	return ++h->rq.count;
}

static inline void dequeue_locked(struct hart *h, struct thread *t)
{
	list_unlink(&t->link);
	h->rq.count--;
	if (list_empty(&h->rq.queue[t->priority]))
		h->rq.ready &= ~(1UL << t->priority);
}

/* The first of a queue that has one; true: it was the last, and what that means is the caller's business. */
static inline bool pop_locked(struct list *q, struct thread **t)
{
	struct list *first = q->next, *second = first->next;

	q->next = second;
	second->prev = q;
	*t = list_entry(first, struct thread, link);
	return second == q;
}

/* Something is ready that is more urgent than this. */
static inline bool more_urgent_locked(const struct hart *h, unsigned priority)
{
	return h->rq.ready & ((1UL << priority) - 1);
}

/* Two harts that want each other's lock must not wait for each other: lower index first. */
static inline void lock_both(struct hart *a, struct hart *b)
{
	spin_lock(a < b ? &a->rq.lock : &b->rq.lock);
	if (a != b)
		spin_lock(a < b ? &b->rq.lock : &a->rq.lock);
}

static inline void unlock_both(struct hart *a, struct hart *b)
{
	spin_unlock(&a->rq.lock);
	if (a != b)
		spin_unlock(&b->rq.lock);
}

#endif
