/* SPDX-License-Identifier: MIT */
#include "arch/riscv/plic.h"
#include "arch/riscv/arch.h"
#include "kernel/console.h"

#define ENABLE	       0x2000
#define ENABLE_STRIDE  0x80
#define CONTEXT	       0x200000
#define CONTEXT_STRIDE 0x1000
#define THRESHOLD      0
#define CLAIM	       4

static volatile uint32_t *claim; /* of the one hart that gets the interrupts */
static unsigned console_source;

void plic_init(volatile void *registers, unsigned context, unsigned source)
{
	volatile uint8_t *base = registers;
	volatile uint32_t *enable = (volatile uint32_t *)(base + ENABLE + context * ENABLE_STRIDE);
	volatile uint8_t *own = base + CONTEXT + context * CONTEXT_STRIDE;

	console_source = source;
	claim = (volatile uint32_t *)(own + CLAIM);
	((volatile uint32_t *)base)[source] = 1; /* its priority: any but 0, never */
	enable[source / 32] |= 1u << source % 32;
	*(volatile uint32_t *)(own + THRESHOLD) = 0;
}

void plic_interrupt(void)
{
	uint32_t source;

	while (claim && (source = *claim)) {
		if (source == console_source)
			console_input();
		*claim = source;
	}
}
