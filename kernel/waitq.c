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

/* Unlinked before it is woken: its link is the run queue's from then on. */
static void release_locked(struct thread *t)
{
	wait_remove_locked(t);
	thread_wake(t);
}

void wait_wake_one(struct wait_queue *q)
{
	bool irqs = spin_lock_irqsave(&q->lock);

	if (!list_empty(&q->waiters))
		release_locked(list_first_entry(&q->waiters, struct thread, link));
	spin_unlock_irqrestore(&q->lock, irqs);
}

/* Each under the lock anew, so that irqs come in between: there may be thousands. Whoever comes back meanwhile
 * stands in the queue again, and not among those who are woken. */
void wait_wake_all(struct wait_queue *q)
{
	bool irqs = spin_lock_irqsave(&q->lock);
	struct list all;

	list_add_head(&q->waiters, &all);
	list_remove(&q->waiters);
	while (!list_empty(&all)) {
		release_locked(list_first_entry(&all, struct thread, link));
		spin_unlock_irqrestore(&q->lock, irqs);
		spin_lock_irqsave(&q->lock);
	}
	spin_unlock_irqrestore(&q->lock, irqs);
}

void wait_cancel(struct thread *t)
{
	struct wait_queue *q = load_once(&t->waiting_on);

	if (!q)
		return;
	spin_lock(&q->lock);
	if (load_once(&t->waiting_on) == q)
		release_locked(t);
	spin_unlock(&q->lock);
}
