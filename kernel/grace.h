/* SPDX-License-Identifier: MIT */
/*
 * Freeing what other harts may be looking at without a lock. They look with irqs off, in a system call or
 * in an interrupt, and keep nothing afterwards. So when every hart has once taken an interrupt, which it
 * does with irqs on only, or slept, after the thing could no longer be found, it may be freed.
 */
#ifndef KERNEL_GRACE_H
#define KERNEL_GRACE_H

#include "arch/riscv/arch.h"

struct grace {
	struct grace *next;
	void (*free)(struct grace *g); /* from a kthread, irqs on */
};

/* Calls free(g) later. From any context; g cannot be found any more. */
void grace_free(struct grace *g, void (*free)(struct grace *g));
/* Likewise, and it is urgent. */
void grace_hurry(struct grace *g, void (*free)(struct grace *g));
void grace_start(void);
/* From a kthread: returns when everything handed in before has been freed. */
void grace_wait(void);

#endif
