/* SPDX-License-Identifier: MIT */
#include "arch/riscv/plic.h"
#include "arch/riscv/arch.h"
#include "arch/riscv/probe.h"
#include "kernel/interrupt.h"
#include "kernel/lock.h"

#define SOURCES	       1024
#define ENABLE	       0x2000
#define ENABLE_STRIDE  0x80
#define CONTEXT	       0x200000
#define CONTEXT_STRIDE 0x1000
#define THRESHOLD      0
#define CLAIM	       4

static volatile uint32_t *priority; /* of each source; NULL: there is no controller */
static volatile uint32_t
	*enabled; /* a bit for each source; these two of the one hart that gets them */
static volatile uint32_t *claim;
static struct spinlock lock; /* leaf; guards the bits */

BOOT void plic_init(volatile void *registers, unsigned context)
{
	volatile uint8_t *base = registers;
	volatile uint8_t *own = base + CONTEXT + context * CONTEXT_STRIDE;

	if (!probe_register(own + THRESHOLD, sizeof(uint32_t)))
		return;
	priority = registers;
	enabled = (volatile uint32_t *)(base + ENABLE + context * ENABLE_STRIDE);
	claim = (volatile uint32_t *)(own + CLAIM);
	/* The reset leaves both undefined, and so may whoever ran before. */
	for (unsigned i = 0; i < SOURCES / 32; i++)
		enabled[i] = 0;
	*(volatile uint32_t *)(own + THRESHOLD) = 0;
}

/* A source that is not there has no priority: it reads as 0 whatever is written. */
bool arch_irq_exists(unsigned source)
{
	if (!priority || source == 0 || source >= SOURCES)
		return false;
	priority[source] = 1;
	return priority[source];
}

static void set_enabled(unsigned source, bool on)
{
	uint32_t bit = 1u << source % 32;
	bool irqs = spin_lock_irqsave(&lock);

	enabled[source / 32] = on ? enabled[source / 32] | bit : enabled[source / 32] & ~bit;
	spin_unlock_irqrestore(&lock, irqs);
}

/* A completion of a source that is not enabled is ignored (section 9): one that came just before it was
 * disabled is completed now, or there would never be another. */
void arch_irq_enable(unsigned source)
{
	set_enabled(source, true);
	arch_irq_complete(source);
}

void arch_irq_disable(unsigned source)
{
	set_enabled(source, false);
}

/* What was done with the device, here or by a driver that ran on another hart, comes first. */
void arch_irq_complete(unsigned source)
{
	__asm__ volatile("fence io, o" ::: "memory");
	*claim = source;
}

void plic_interrupt(void)
{
	uint32_t source;

	while (claim && (source = *claim))
		interrupt_raised(source);
}
