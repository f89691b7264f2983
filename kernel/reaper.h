/* SPDX-License-Identifier: MIT */
/*
 * The kthread that takes dead address spaces apart, and dead memory objects that are large. Long work, so
 * it is nobody's exit path.
 */
#ifndef KERNEL_REAPER_H
#define KERNEL_REAPER_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/list.h"

struct mm;

/* Part of what is dead and waits for its turn; then it is reaped by its function, from a kthread. */
struct dead {
	struct list link; /* in the reaper's queue, under its lock */
	void (*reap)(struct dead *d);
};

void reaper_start(void);
/* d->reap is set: queues it. From any context, irqs off. */
void reaper_take(struct dead *d);
/* users is 0: queues the mm. Likewise. */
void reaper_take_mm(struct mm *mm);
/* Frees the user half of an mm that no hart has loaded. */
void reaper_release_user_half(struct mm *mm);
/* Memory is short. If something is dead that was so when this call was refused first, the current thread waits
 * until more of it is gone, and the answer is true: it must make its call again. What dies later is not waited
 * for, or who spawns without end could keep others waiting as long. Whoever calls sets the thread's reaps_awaited
 * to 0 when the call ends. */
bool reaper_wait_for_memory(void);
/* From a kthread: returns when nothing is queued or being taken apart. */
void reaper_wait_idle(void);

/* Since boot: how many dead spaces there were at once, and how old one became before it was freed. */
void reaper_backlog(unsigned *at_most, uint64_t *age_ns);

#endif
