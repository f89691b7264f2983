/* SPDX-License-Identifier: MIT */
/*
 * Kernel threads: they have a stack of their own, run with irqs on and may block anywhere but under a
 * spinlock. They stay on the hart they were made for. They have no user half, but may use one for a
 * while: meanwhile they are to the switch what a user thread is (t->mm), and to the space a user.
 */
#ifndef KERNEL_KTHREAD_H
#define KERNEL_KTHREAD_H

#include "kernel/thread.h"

/* Creates and starts a kthread on `h`. It runs entry(arg), which returns only if somebody will call
 * kthread_stop(). NULL: no memory, or the hart is off. */
struct thread *kthread_start(const char *name, struct hart *h, unsigned priority,
			     void (*entry)(void *), void *arg);
/* Likewise, but it is in no queue: the idle kthread of a hart that is being brought up. */
struct thread *kthread_create(const char *name, struct hart *h, unsigned priority,
			      void (*entry)(void *), void *arg);

/* Likewise, ready to be started, and inside mm, of which the caller is a user: it begins as one. */
struct thread *kthread_create_in(struct mm *mm, const char *name, struct hart *h, unsigned priority,
				 void (*entry)(void *), void *arg);
/* Asks t to return from its function, waits until it has, and frees it. From a kthread. */
void kthread_stop(struct thread *t);
/* From a kthread: has someone asked? */
bool kthread_should_stop(void);

/*
 * The current kthread becomes a user of mm, which the caller keeps alive by a reference. false: the
 * space has no user any more and will not get one (hazard H09). It holds one of mm->users until it gives
 * the space up, never the lazy hart's reference in its place (hazard H46). One space at a time: also false
 * when it uses one already.
 */
bool kthread_use_mm(struct mm *mm);
void kthread_unuse_mm(void);
/* A kthread that was created inside a process gives up its user half and goes on as any other, on the
 * space it was in, which is now borrowed. */
void daemonize(void);

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
