/* SPDX-License-Identifier: MIT */
#include "kernel/grace.h"
#include "kernel/debug.h"
#include "kernel/kthread.h"
#include "kernel/panic.h"
#include "kernel/smp.h"

#define POLL_NS 100000
#define MANY	64

static struct wait_queue work = {.waiters = LIST_INIT(work.waiters)}; /* its lock guards: */
static struct grace *pending;
static unsigned long count; /* of pending, what is urgent counts MANY */
static bool busy;	    /* some are being freed */
static struct thread *freer;
static struct wait_queue done = {.waiters = LIST_INIT(done.waiters)};

/* The freer is as urgent as programs, and waits for one slice of theirs at most; more urgent when it falls behind them. */
static void take(struct grace *g, void (*free)(struct grace *g), unsigned weight)
{
	bool irqs = spin_lock_irqsave(&work.lock);
	bool first = !pending, many = count < MANY && count + weight >= MANY;

	count += weight;
	g->free = free;
	g->next = pending;
	pending = g;
	spin_unlock(&work.lock);
	if (first)
		wait_wake_one(&work);
	if (many)
		thread_raise(freer, PRIORITY_URGENT);
	irq_restore(irqs);
}

void grace_free(struct grace *g, void (*free)(struct grace *g))
{
	take(g, free, 1);
}

void grace_hurry(struct grace *g, void (*free)(struct grace *g))
{
	take(g, free, MANY);
}

/* The hart looks nothing up now, or has not since it was asked: in between it took an interrupt from another
 * hart, or slept, or stopped. That its idle kthread is current says nothing: it may be in an interrupt. */
static bool has_passed(struct hart *h, uint64_t before)
{
	return !hart_is_on(h) || load_once(&h->asleep) || load_once(&h->passes) != before;
}

static void await_pass(struct hart *h)
{
	uint64_t before = load_once(&h->passes);

	if (!has_passed(h, before)) {
		bool irqs = irq_save();
		smp_reschedule(h);
		irq_restore(irqs);
	}
	while (!has_passed(h, before))
		kthread_sleep(POLL_NS);
}

/* This hart passes by running us. */
static void await_all(void)
{
	fence_full(); /* what was taken away, then who might still look: RVWMO rule 4 */
	for_each_hart(h)
		if (h != this_hart())
			await_pass(h);
	fence_full(); /* they looked, then it is freed */
}

static void grace_main(void *unused)
{
	struct grace *g, *next;

	(void)unused;
	for (;;) {
		kthread_wait_locked(&work, pending);
		g = pending;
		pending = NULL;
		thread_set_own_priority(freer, count < MANY ? PRIORITY_USER : PRIORITY_URGENT);
		count = 0;
		busy = true;
		spin_unlock_irqrestore(&work.lock, true);
		await_all();
		for (; g; g = next) {
			next = g->next;
			g->free(g);
		}
		stretch(freed);
		spin_lock_irqsave(&work.lock);
		busy = false;
		spin_unlock_irqrestore(&work.lock, true);
		wait_wake_all(&done);
	}
}

static bool is_idle(void)
{
	bool idle;

	spin_lock(&work.lock);
	idle = !pending && !busy;
	spin_unlock(&work.lock);
	return idle;
}

void grace_wait(void)
{
	kthread_wait_locked(&done, is_idle());
	spin_unlock_irqrestore(&done.lock, true);
}

BOOT void grace_start(void)
{
	freer = kthread_start("grace", this_hart(), PRIORITY_USER, grace_main, NULL);
	if (!freer)
		panic("no memory for the kthread that frees objects");
	freer->before_equals = true;
}
