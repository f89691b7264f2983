/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_SWITCH_H
#define KERNEL_SWITCH_H

#include "kernel/thread.h"

/*
 * The one function that decides about the address space. h is this hart, next its new current thread.
 * Of the thread that ran before, two things, read while the run queue was locked, since another hart may
 * have run it to its death by now: its mm (NULL: a kthread), and itself if it is dead, to be buried.
 */
void switch_mm(struct hart *h, struct mm *prev, struct thread *dead, struct thread *next);

#endif
