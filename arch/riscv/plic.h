/* SPDX-License-Identifier: MIT */
/* The platform-level interrupt controller (RISC-V PLIC specification 1.0.0). arch.h says what it does. */
#ifndef ARCH_RISCV_PLIC_H
#define ARCH_RISCV_PLIC_H

#include <stdint.h>

/* Bytes of registers up to those of this context: a tree may name many times as many. */
#define PLIC_SIZE(context) (0x200000UL + ((context) + 1UL) * 0x1000UL)

/* What is enabled goes to the hart whose supervisor context this is. */
void plic_init(volatile void *registers, unsigned context);
void plic_interrupt(void);

#endif
