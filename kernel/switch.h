/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_SWITCH_H
#define KERNEL_SWITCH_H

#include "kernel/thread.h"

/* What is left of the thread that ran before: read while the run queue was locked, since another hart
 * may have run it to its death by the time the switch is done. */
struct leaving {
	struct mm *mm;	     /* NULL: a kthread */
	struct thread *dead; /* it will never run again, and its successor buries it */
};

/* The one function that decides about the address space. h is this hart, next its new current thread. */
void switch_mm(struct hart *h, struct leaving prev, struct thread *next);

#endif
