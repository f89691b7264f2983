/* SPDX-License-Identifier: MIT */
/*
 * A spin lock: test, then test and set. Not a ticket lock: under an emulator or a hypervisor, where more
 * harts run than the host has processors, a ticket's next owner is often not running at all, and all
 * who come after wait for the host to schedule that one. (4 harts on 2 host processors, spawnstorm 1000
 * 10: 15 s with tickets, 0.4 s so.) Critical sections are short, and most locks belong to one hart.
 *
 * Irqs are off while one is held: a kthread that were preempted while holding it could make another
 * hart spin for a whole time slice. Two kinds of waiter:
 *   spin_lock        for leaf locks: whoever holds one never waits for another hart
 *   spin_lock_served for locks that are held while waiting for acknowledgements (mm->lock): the
 *                    waiter answers its own calls meanwhile, or two harts would wait for each other
 *
 * A leaf lock is free most of the time, so everybody gets it soon. One that is held while waiting for others is
 * not: a hart that takes it again and again is stopped by the host just while it holds it, and with both harts on
 * one processor of the host the other one never got it. So who has waited for long comes before all others.
 */
#ifndef KERNEL_LOCK_H
#define KERNEL_LOCK_H

#include "arch/riscv/arch.h"

struct spinlock {
	uint32_t held; /* 0 or 1; atomic, but the holder alone writes 0 */
};

struct served_lock {
	struct spinlock lock;
	uint32_t starving; /* harts that have waited for long, before all others; atomic */
	uint32_t next;	   /* the place in their line that nobody has yet; atomic */
	uint32_t turn;	   /* whose place it is; written by that one, with the lock held */
};

/* Returns with it taken. */
void spin_wait_served(struct served_lock *l);

static inline void spin_unlock(struct spinlock *l)
{
	fence_release();
	store_once(&l->held, 0);
}

/* Given back by spin_unlock() of l->lock. */
static inline void spin_lock_served(struct served_lock *l)
{
	if (load_once(&l->starving) || atomic_swap32_acquire(&l->lock.held, 1))
		spin_wait_served(l);
}

/* Files that are compiled to be small call the ones in lock.c; each copy would be larger than that. */
#if defined(__OPTIMIZE_SIZE__) || defined(LOCK_FUNCTIONS)
void spin_lock(struct spinlock *l);
bool spin_lock_irqsave(struct spinlock *l);
void spin_unlock_irqrestore(struct spinlock *l, bool irqs);
#else
#define LOCK_FUNCTIONS static inline
#endif

#ifdef LOCK_FUNCTIONS
LOCK_FUNCTIONS void spin_lock(struct spinlock *l)
{
	while (atomic_swap32_acquire(&l->held, 1))
		while (load_once(&l->held))
			;
}

LOCK_FUNCTIONS bool spin_lock_irqsave(struct spinlock *l)
{
	bool irqs = irq_save();
	spin_lock(l);
	return irqs;
}

LOCK_FUNCTIONS void spin_unlock_irqrestore(struct spinlock *l, bool irqs)
{
	spin_unlock(l);
	irq_restore(irqs);
}
#endif

#endif
