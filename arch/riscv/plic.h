/* SPDX-License-Identifier: MIT */
/* The platform-level interrupt controller (RISC-V PLIC specification 1.0.0); one source so far. */
#ifndef ARCH_RISCV_PLIC_H
#define ARCH_RISCV_PLIC_H

#include <stdint.h>

/* Sends `source` to the hart whose supervisor context this is; the handler is console_input(). */
void plic_init(volatile void *registers, unsigned context, unsigned source);
void plic_interrupt(void);

#endif
