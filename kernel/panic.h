/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_PANIC_H
#define KERNEL_PANIC_H

#include "arch/riscv/arch.h"

/* An invariant of the kernel is broken: tells everything it knows and ends the machine with a failure
 * status. Never for anything that came from outside. */
_Noreturn void panic(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Likewise, for an exception inside the kernel; f holds the registers. */
_Noreturn void panic_exception(uint64_t cause, uint64_t value, const struct frame *f);

/* panic_report.c: what is known besides. f: the registers of an exception, or NULL. */
void panic_report(const struct frame *f, va_t pc, va_t ra, va_t sp);

/* Called for each interrupt from another hart: does not return if that hart has panicked. */
void panic_check(void);
/* During a panic: returns on the hart that panicked only. */
void panic_silence(void);

#endif
