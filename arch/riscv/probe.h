/* SPDX-License-Identifier: MIT */
/* While booting, on the one hart: whether what a device tree names is there (cpu.S). */
#ifndef ARCH_RISCV_PROBE_H
#define ARCH_RISCV_PROBE_H

#include <stdbool.h>

/* Sets the timer to never, or tells that stimecmp cannot be set so. */
bool probe_stimecmp(void);
/* Executes sfence.w.inval, which harms nothing. */
bool probe_svinval(void);
/* Executes an instruction of D; what sstatus says then is for the caller to set. */
bool probe_fpu(void);
/* Reads a register of so many bytes, 4 or 1, and writes to it what it said. False: nothing answers. */
bool probe_register(volatile void *p, unsigned bytes);

#endif
