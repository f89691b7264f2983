/* SPDX-License-Identifier: MIT */
/*
 * The kthread that takes dead address spaces apart, and dead memory objects that are large. Long work, so
 * it is nobody's exit path.
 */
#ifndef KERNEL_REAPER_H
#define KERNEL_REAPER_H

#include "kernel/mm.h"

void reaper_start(void);
/* users is 0: queues the mm. From any context, irqs off. */
void reaper_take(struct mm *mm);
struct memory_remains;
/* A large memory object has ended: likewise queues what is left of it. */
void reaper_take_memory(struct memory_remains *r);
/* Frees the user half of an mm that no hart has loaded. */
void reaper_release_user_half(struct mm *mm);
/* Memory is short: if some is about to be freed, the current thread, blocked, waits for that, and the
 * answer is true: it must schedule() and try again. */
bool reaper_wait_for_memory(void);
/* From a kthread: returns when nothing is queued or being taken apart. */
void reaper_wait_idle(void);

/* Since boot: how many dead spaces there were at once, and how old one became before it was freed. */
void reaper_backlog(unsigned *at_most, uint64_t *age_ns);

#endif
