/* SPDX-License-Identifier: MIT */
/* The real file, opened: the model's harts take the place of its kthread. */
#include "kernel/reaper.c"
#include "test/host/protocol/model.h"

struct mm *reaper_pop(void)
{
	bool irqs = spin_lock_irqsave(&work.lock);
	struct list *node = list_pop_head(&queue);

	reaped += node != NULL;
	spin_unlock_irqrestore(&work.lock, irqs);
	return node ? list_entry(node, struct mm, dead.link) : NULL;
}

void reaper_reap(struct mm *mm)
{
	reap(&mm->dead);
}
