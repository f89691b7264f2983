/* SPDX-License-Identifier: MIT */
/*
 * A ticket lock: first come, first served, so that eight harts on one lock all make progress.
 *
 * Irqs are off while one is held: a kthread that were preempted while holding it could make another
 * hart spin for a whole time slice. Two kinds of waiter:
 *   spin_lock        for leaf locks: whoever holds one never waits for another hart
 *   spin_lock_served for locks that are held while waiting for acknowledgements (mm->lock): the
 *                    waiter answers its own calls meanwhile, or two harts would wait for each other
 */
#ifndef KERNEL_LOCK_H
#define KERNEL_LOCK_H

#include "arch/riscv/arch.h"

struct spinlock {
	int32_t next;	 /* the ticket that the next one to come draws; atomic */
	int32_t serving; /* the ticket whose turn it is; written by its holder */
};

void spin_wait_served(struct spinlock *l, int64_t ticket);

static inline void spin_lock(struct spinlock *l)
{
	int64_t ticket = atomic_draw32(&l->next);

	while (load_once(&l->serving) != ticket)
		;
	/* Our turn was read, so what the last holder did before he stored it is seen after this. */
	fence_acquire();
}

static inline void spin_lock_served(struct spinlock *l)
{
	int64_t ticket = atomic_draw32(&l->next);

	if (load_once(&l->serving) != ticket)
		spin_wait_served(l, ticket);
	fence_acquire();
}

static inline void spin_unlock(struct spinlock *l)
{
	fence_release();
	store_once(&l->serving, (int32_t)((uint32_t)l->serving + 1));
}

static inline bool spin_lock_irqsave(struct spinlock *l)
{
	bool irqs = irq_save();
	spin_lock(l);
	return irqs;
}

static inline void spin_unlock_irqrestore(struct spinlock *l, bool irqs)
{
	spin_unlock(l);
	irq_restore(irqs);
}

#endif
