/* SPDX-License-Identifier: MIT */
/*
 * A word of bits: signal ORs some in, wait takes all. Bound to a thread, it also ends that thread's recv.
 * Bit 63 is not used: results of calls are positive.
 */
#ifndef KERNEL_NOTIFY_H
#define KERNEL_NOTIFY_H

#include "kernel/thread.h"

struct notification {
	struct object object;
	uint64_t bits;		    /* atomic */
	struct spinlock lock;	    /* guards what follows; before an endpoint's */
	struct list waiters;	    /* threads, by their link */
	bool closed;		    /* it has ended, and nobody may join them */
	struct thread *bound;	    /* NULL: nobody; weak: a thread unbinds before it ends */
	struct spinlock timer_lock; /* for setting it; before timers.lock */
	struct timer timer;
	uint64_t timer_bits; /* what it signals */
};

#define NOTIFICATION_BITS (~0UL >> 1)

struct notification *notification_create(struct quota *q, enum err *e);
/* From any context, irqs off, no lock held that is taken after a notification's. */
void notification_signal(struct notification *n, uint64_t bits);
/* t, current, takes them or waits: bits, ERR_TIMEOUT, ERR_CLOSED when the last handle is gone, or
 * IPC_WAITS_BITS: it is blocked. */
long notification_wait(struct notification *n, struct thread *t, uint64_t ns);
/* t is current. ERR_BUSY: another thread has it. n NULL: none. */
enum err notification_bind(struct notification *n, struct thread *t);
/* t has just blocked in recv without looking at what is bound to it: does so now. */
void notification_look(struct thread *t);
/* Signals these bits once, so many ns from now; 0: never. What was set before is taken back. */
void notification_set_timer(struct notification *n, uint64_t bits, uint64_t ns);
/* Its timer has run out. h->timers.lock held; given back meanwhile. */
void notification_expire(struct hart *h, struct timer *timer);

#define IPC_WAITS_BITS (-1000)

/* Both with n->lock held: the first of those who wait, of whom there are some, is the caller's to wake; and
 * t, current, joins them. */
static inline struct thread *notification_pop_locked(struct notification *n)
{
	struct thread *t = list_first_entry(&n->waiters, struct thread, link);

	list_unlink(&t->link);
	store_once(&t->wait, WAIT_NONE);
	return t;
}

static inline void notification_join_locked(struct notification *n, struct thread *t)
{
	list_add_tail(&n->waiters, &t->link);
	store_once(&t->wait_on, n);
	fence_release(); /* where, then that it waits */
	store_once(&t->wait, WAIT_OF(WAIT_BITS, 0));
	thread_will_block(t);
}

#endif
