/* SPDX-License-Identifier: MIT */
/*
 * Queues of threads that wait for a condition. A waiter joins under the lock under which the condition
 * is decided, so that no wake-up falls between the look and the sleep.
 */
#include "kernel/thread.h"

void wait_queue_init(struct wait_queue *q)
{
	q->lock = (struct spinlock){0};
	list_init(&q->waiters);
}

void wait_join_locked(struct wait_queue *q)
{
	struct thread *t = this_hart()->current;

	store_once(&t->waiting_on, q);
	list_add_tail(&q->waiters, &t->link);
	thread_will_block();
}

/* Unlinked before it is woken: its link is the run queue's from then on. */
void wait_release_locked(struct thread *t)
{
	list_remove(&t->link);
	store_once(&t->waiting_on, NULL);
	thread_wake(t);
}

void wait_wake_one(struct wait_queue *q)
{
	bool irqs = spin_lock_irqsave(&q->lock);

	if (!list_empty(&q->waiters))
		wait_release_locked(list_first_entry(&q->waiters, struct thread, link));
	spin_unlock_irqrestore(&q->lock, irqs);
}

void wait_wake_all(struct wait_queue *q)
{
	bool irqs = spin_lock_irqsave(&q->lock);

	while (!list_empty(&q->waiters))
		wait_release_locked(list_first_entry(&q->waiters, struct thread, link));
	spin_unlock_irqrestore(&q->lock, irqs);
}

void wait_cancel(struct thread *t)
{
	struct wait_queue *q = load_once(&t->waiting_on);

	if (!q)
		return;
	spin_lock(&q->lock);
	if (load_once(&t->waiting_on) == q)
		wait_release_locked(t);
	spin_unlock(&q->lock);
}
