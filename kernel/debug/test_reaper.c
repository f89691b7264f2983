/* SPDX-License-Identifier: MIT */
/* Who is refused memory waits for what is dead, and for no more than that. */
#include "kernel/debug/debug.h"
#include "kernel/kthread.h"
#include "kernel/reaper.h"

#define LAST 100 /* of those that die one after the other */

static unsigned reaped; /* written by the reaper */
static struct dead next[2];

/* As if somebody spawned without end: there is always another one, until there are so many. */
static void reap_one(struct dead *d)
{
	bool irqs = irq_save();

	if (++reaped < LAST)
		reaper_take(d == next ? next + 1 : next);
	irq_restore(irqs);
}

const char *test_patience(void)
{
	struct thread *t = this_hart()->current;
	unsigned waits = 0, after;
	bool irqs;

	reaper_wait_idle();
	reaped = 0;
	next[0].reap = next[1].reap = reap_one;
	irqs = irq_save();
	reaper_take(next);
	for (; waits < LAST && reaper_wait_for_memory(); waits++)
		kthread_switch();
	after = load_once(&reaped);
	t->reaps_awaited = 0;
	irq_restore(irqs);
	reaper_wait_idle();
	if (!waits)
		return "what is dead already is not waited for";
	return after == LAST ? "who dies later keeps others waiting" : NULL;
}
