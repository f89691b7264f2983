/* SPDX-License-Identifier: MIT */
/* What may happen between two accesses of a hart: an interrupt, a walker's speculation, another hart. */
#include "test/host/protocol/model.h"
#include "kernel/smp.h"
#include "kernel/thread.h"

struct model model;

static void take_interrupt(void)
{
	struct model_hart *m = self();
	bool user = m->user_mode;

	m->irqs = false;
	m->interrupt_pending = false;
	if (user)
		kpti_user(false);
	/* The sender's bit was set before the interrupt was sent, and firmware orders the two. */
	weak_publish(&this_hart()->call_from);
	note("interrupt", NULL, 0);
	m->depth++;
	hart_interrupted();
	m->depth--;
	note("interrupt ends", NULL, 0);
	if (user)
		kpti_user(true);
	m->irqs = true;
}

static bool may_run(unsigned hart)
{
	return model.hart[hart].stalled_until <= model.now;
}

/* As a hypervisor may do to it: this hart stops here for a long while, others go on. */
static void stall(void)
{
	unsigned other = choose(model.harts);

	if (other == model.self || !may_run(other) || choose(32))
		return;
	self()->stalled_until = model.now + 50 * choose(64);
	fiber_switch(other);
}

static void let_another_run(unsigned hart)
{
	if (may_run(hart))
		fiber_switch(hart);
}

void point(void)
{
	unsigned c;

	if (!model.running)
		return;
	if (++model.now > model.limit)
		fail("the harts do not come to an end: they wait for each other");
	model.no_more |= model.now > model.enough;
	c = choose(256);
	if (c >= 224)
		tlb_speculate((c - 224) % model.harts);
	else if (c >= 136)
		let_another_run((c - 136) % model.harts);
	else if (c >= 132)
		stall();
	if (self()->irqs && self()->interrupt_pending)
		take_interrupt();
}

/* ---- interrupts, as arch.h promises them ---------------------------------------------------------------- */

struct hart *this_hart(void)
{
	return &harts[model.self];
}

void irq_enable(void)
{
	self()->irqs = true;
	point();
}

void irq_disable(void)
{
	self()->irqs = false;
}

bool irq_save(void)
{
	bool were = self()->irqs;

	self()->irqs = false;
	return were;
}

void arch_send_ipi(struct hart *to)
{
	point();
	model.hart[to->index].interrupt_pending = true;
	note("send interrupt", to, to->index);
}

uint64_t time_now(void)
{
	return model.now;
}

void arch_timer_set(uint64_t ticks)
{
	(void)ticks;
}
