/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FAULT_H
#define KERNEL_FAULT_H

#include "kernel/thread.h"

/* The current user thread has faulted, its frame is complete. Irqs off. */
_Noreturn void fault_take(enum loris_fault event, uint64_t cause, va_t address);
/* Likewise, for want of memory: no handler can help. */
_Noreturn void fault_no_memory(uint64_t cause, va_t address);
/* entry.S: the current thread's fault was not to be repaired. */
_Noreturn void fault_unhandled(void);

/* The registers of the thread whose fault t received last. ERR_NOT_FOUND: it received something else. */
enum err fault_read(struct thread *t, struct loris_registers *out);
enum err fault_write(struct thread *t, const struct loris_registers *in);

#endif
