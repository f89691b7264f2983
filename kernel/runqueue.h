/* SPDX-License-Identifier: MIT */
/*
 * The queues of one hart, h->rq.lock held throughout. Private to sched.c, wake.c and move.c.
 *
 * Invariant: if a thread is queued that is at least as urgent as the current one, the hart's timer is
 * set to the end of the current slice or earlier, or an interrupt that will see to it is on its way.
 */
#ifndef KERNEL_RUNQUEUE_H
#define KERNEL_RUNQUEUE_H

#include "kernel/thread.h"
#include "lib/bitmap.h"

extern uint64_t slice_ticks; /* fixed; sched.c */

/* Someone at least as urgent as the current thread waits for the end of its slice. */
static inline bool slice_matters_locked(const struct hart *h)
{
	return h->rq.ready & ((2UL << h->current->priority) - 1);
}

/* Sets the timer for that, if it is so. */
static inline void slice_arm_locked(struct hart *h)
{
	uint64_t end = h->slice_start + slice_ticks;

	if (__builtin_expect(end < h->timer_deadline, 0) && slice_matters_locked(h)) {
		h->timer_deadline = end;
		arch_timer_set(end);
	}
}

/* Locks the queue of the hart that t belongs to, which may change until it is locked. */
struct hart *lock_home(struct thread *t);

/* The hart where a new thread waits least. There always is one; irqs off, or it may be stopped. */
struct hart *sched_least_busy(void);

static inline void enqueue_locked(struct hart *h, struct thread *t, bool tail)
{
	struct list *q = &h->rq.queue[t->priority];

	t->state = THREAD_READY;
	if (tail)
		list_add_tail(q, &t->link);
	else
		list_add_head(q, &t->link);
	h->rq.ready |= 1UL << t->priority;
	h->rq.count++;
}

static inline void dequeue_locked(struct hart *h, struct thread *t)
{
	list_unlink(&t->link);
	h->rq.count--;
	if (list_empty(&h->rq.queue[t->priority]))
		h->rq.ready &= ~(1UL << t->priority);
}

/* The first of a queue that has one; what the queue's becoming empty means is the caller's business. */
static inline struct thread *pop_locked(struct list *q)
{
	struct list *first = q->next, *second = first->next;

	q->next = second;
	second->prev = q;
	return list_entry(first, struct thread, link);
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
