/* SPDX-License-Identifier: MIT */
#ifndef ARCH_RISCV_CONSOLE_H
#define ARCH_RISCV_CONSOLE_H

#include "arch/riscv/devicetree.h"

/* The console is this UART from now on, and no longer the firmware. While booting. */
void console_use_uart(volatile void *registers, const struct platform *p);

#endif
