/* SPDX-License-Identifier: MIT */
/*
 * What entry.S calls. All run on the hart's own stack, irqs off, and afterwards hart->current resumes.
 */
#ifndef ARCH_RISCV_TRAPS_H
#define ARCH_RISCV_TRAPS_H

#include "arch/riscv/arch.h"

void trap_user(uint64_t cause, uint64_t value);
void trap_kernel_interrupt(uint64_t cause);
/* Returns only when someone had set hart->fixup. */
void trap_kernel_exception(uint64_t cause, uint64_t value, struct frame *f);
void kthread_returned(void);

/* An illegal instruction of a thread whose FPU is off: gives it its registers. false: it is illegal. */
bool fpu_first_use(struct thread *t);

#endif
