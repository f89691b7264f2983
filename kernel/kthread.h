/* SPDX-License-Identifier: MIT */
/*
 * Kernel threads: they have a stack of their own, no user half, run with irqs on and may block
 * anywhere but under a spinlock. They stay on the hart they were made for.
 */
#ifndef KERNEL_KTHREAD_H
#define KERNEL_KTHREAD_H

#include "kernel/thread.h"

/* Creates and starts a kthread on `h`. It runs entry(arg) and must not return. NULL: no memory. */
struct thread *kthread_start(const char *name, struct hart *h, unsigned priority,
			     void (*entry)(void *), void *arg);
/* Likewise, but it is in no queue: the idle kthread of a hart that is being brought up. */
struct thread *kthread_create(const char *name, struct hart *h, unsigned priority,
			      void (*entry)(void *), void *arg);

/* From a kthread, irqs off: gives up the hart; back when chosen again. */
static inline void kthread_switch(void)
{
	arch_kthread_switch(NULL);
}
/* Likewise; it is blocked, and `to` shall run next (NULL: anyone). */
static inline void kthread_switch_to(struct thread *to)
{
	arch_kthread_switch(to);
}
void kthread_sleep(uint64_t ns);

/*
 * Waits until `condition`, which is decided under q->lock, holds. Returns with q->lock held and irqs
 * off; end with spin_unlock_irqrestore(&q->lock, true).
 */
#define kthread_wait_locked(q, condition)                          \
	do {                                                       \
		spin_lock_irqsave(&(q)->lock);                     \
		while (!(condition)) {                             \
			wait_join_locked(q, this_hart()->current); \
			spin_unlock(&(q)->lock);                   \
			kthread_switch();                          \
			spin_lock(&(q)->lock);                     \
		}                                                  \
	} while (0)

void kthread_for_each(void (*f)(struct thread *t, void *arg), void *arg);

#endif
