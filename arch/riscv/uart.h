/* SPDX-License-Identifier: MIT */
/* The 16550 of the device tree's stdout-path, driven directly: an SBI putchar costs 345 instructions. */
#ifndef ARCH_RISCV_UART_H
#define ARCH_RISCV_UART_H

#include <stdbool.h>
#include <stdint.h>

/* False: nothing answers there. */
bool uart_init(volatile void *registers, unsigned shift, unsigned width);
/* One of Synopsys (DesignWare APB UART): takes back what it may still want to say to the firmware. */
void uart_quiet_synopsys(void);
bool uart_present(void);
void uart_put(char c); /* waits for the device, if not for ever: what it does not take is lost */
int uart_get(void);    /* -1: nothing */
void uart_enable_interrupt(void);

#endif
