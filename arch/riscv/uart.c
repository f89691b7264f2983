/* SPDX-License-Identifier: MIT */
#include "arch/riscv/uart.h"
#include "arch/riscv/arch.h"
#include "arch/riscv/probe.h"
#include <stddef.h>

/* Registers of a 16550, in units of 1 << shift bytes. */
#define DATA	     0
#define IRQ_ENABLE   1
#define FIFO_CONTROL 2
#define LINE_STATUS  5
#define BUSY_STATUS  31 /* of Synopsys' only */

#define IRQ_ENABLE_RX  1
#define FIFO_ENABLE    1
#define STATUS_READY   1
#define STATUS_TX_FREE 0x20

static volatile uint8_t *base;
static unsigned reg_shift, reg_width;
/* It took too long over a character: what comes is lost until it takes one at once. Written under the output's lock. */
static bool stuck;

static uint8_t reg_read(unsigned reg)
{
	volatile uint8_t *p = base + (reg << reg_shift);
	return reg_width == 4 ? (uint8_t) * (volatile uint32_t *)p : *p;
}

static void reg_write(unsigned reg, uint8_t value)
{
	volatile uint8_t *p = base + (reg << reg_shift);
	if (reg_width == 4)
		*(volatile uint32_t *)p = value;
	else
		*p = value;
}

BOOT bool uart_init(volatile void *registers, unsigned shift, unsigned width)
{
	volatile uint8_t *first = registers;

	if (!probe_register(first + (IRQ_ENABLE << shift), width == 4 ? 4 : 1))
		return false;
	base = first;
	reg_shift = shift;
	reg_width = width;
	reg_write(IRQ_ENABLE, 0);
	reg_write(FIFO_CONTROL, FIFO_ENABLE);
	return true;
}

/* It interrupts, whatever IRQ_ENABLE says, when its format was written while it was busy, until this is read; and
 * because of input that waits, when that was thrown away, until that is read nevertheless. */
BOOT void uart_quiet_synopsys(void)
{
	reg_read(BUSY_STATUS);
	if (!(reg_read(LINE_STATUS) & STATUS_READY))
		reg_read(DATA);
}

bool uart_present(void)
{
	return base != NULL;
}

static bool is_free(void)
{
	return reg_read(LINE_STATUS) & STATUS_TX_FREE;
}

/* At 9600 baud its sixteen characters are gone after 17 ms. */
static bool becomes_free(void)
{
	uint64_t begin = time_now();

	while (!is_free())
		if (time_now() - begin > machine.timebase / 10)
			return false;
	return true;
}

void uart_put(char c)
{
	stuck = !is_free() && (stuck || !becomes_free());
	if (!stuck)
		reg_write(DATA, (uint8_t)c);
}

int uart_get(void)
{
	return reg_read(LINE_STATUS) & STATUS_READY ? reg_read(DATA) : -1;
}

void uart_enable_interrupt(void)
{
	reg_write(IRQ_ENABLE, IRQ_ENABLE_RX);
}
