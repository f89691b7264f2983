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

/* Upper half: the next ticket; lower half: the one being served. */
struct spinlock {
	union {
		uint32_t word;
		struct {
			uint16_t serving, next;
		};
	};
};

void spin_wait(struct spinlock *l, uint16_t ticket);
void spin_wait_served(struct spinlock *l, uint16_t ticket);

static inline void spin_lock(struct spinlock *l)
{
	uint32_t old = atomic_add32_acquire(&l->word, 1 << 16);
	if ((uint16_t)old != (uint16_t)(old >> 16))
		spin_wait(l, (uint16_t)(old >> 16));
}

static inline void spin_lock_served(struct spinlock *l)
{
	uint32_t old = atomic_add32_acquire(&l->word, 1 << 16);
	if ((uint16_t)old != (uint16_t)(old >> 16))
		spin_wait_served(l, (uint16_t)(old >> 16));
}

/* Only the holder writes `serving`, so a plain load and store do. */
static inline void spin_unlock(struct spinlock *l)
{
	fence_release();
	store_once(&l->serving, (uint16_t)(l->serving + 1));
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

static inline bool spin_held(const struct spinlock *l)
{
	return load_once(&l->serving) != load_once(&l->next);
}

#endif
