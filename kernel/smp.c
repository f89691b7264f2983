/* SPDX-License-Identifier: MIT */
#include "kernel/smp.h"
#include "kernel/debug.h"
#include "kernel/panic.h"
#include "kernel/thread.h"
#include "lib/bitmap.h"

uint64_t smp_others(void)
{
	return load_once(&harts_on) & ~(1UL << this_hart()->index);
}

static void interrupt(struct hart *to)
{
	stat(ipis_sent);
	store_once(&to->interrupted, true);
	arch_send_ipi(to);
}

/*
 * The order that makes a call safe: the caller writes `call` and `call_pending`, then sets its bit in
 * the target's call_from (amo.aqrl), then interrupts. The target takes the bits (amo.aqrl), so it sees
 * the call; it does the work, then clears its bit in call_pending (amo.aqrl), so the caller that reads
 * 0 sees the work done. Unprivileged ISA, section 14.2.
 */
static unsigned ask(struct hart *h, struct smp_call *call, uint64_t mask)
{
	unsigned asked = 0;

	h->call = call;
	store_once(&h->call_pending, mask);
	for (uint64_t left = mask; left; left &= left - 1, asked++) {
		struct hart *to = &harts[bit_lowest64(left)];
		atomic_or64(&to->call_from, 1UL << h->index);
		interrupt(to);
	}
	return asked;
}

static void await_done(struct hart *h)
{
	while (load_once(&h->call_pending))
		smp_serve_calls();
	fence_acquire();
}

unsigned smp_call(uint64_t mask, void (*fn)(void *arg), void *arg)
{
	struct hart *h = this_hart();
	struct smp_call call = {fn, arg};
	unsigned asked;

	if (!mask)
		return 0;
	asked = ask(h, &call, mask);
	await_done(h);
	return asked;
}

void smp_serve_calls(void)
{
	struct hart *h = this_hart();
	uint64_t from;

	if (!load_once(&h->call_from))
		return;
	from = atomic_swap64(&h->call_from, 0);
	for (; from; from &= from - 1) {
		struct hart *caller = &harts[bit_lowest64(from)];
		caller->call->fn(caller->call->arg);
		atomic_and64(&caller->call_pending, ~(1UL << h->index));
	}
}

/* ---- meetings ------------------------------------------------------------------------------------------ */

struct gathering {
	const struct smp_meeting *what;
	uint32_t waiting; /* harts that have arrived; atomic */
	bool over;
};

/* Whoever is here waits without serving calls: the only hart that could make one is the caller. A hart
 * that waits for an answer from us gets its own invitation and comes too, since waiters serve. */
static void attend(void *arg)
{
	struct gathering *g = arg;

	g->what->arrive(g->what->arg);
	atomic_add32_full(&g->waiting, 1);
	while (!load_once(&g->over))
		;
	fence_acquire();
	if (g->what->leave)
		g->what->leave(g->what->arg);
}

void smp_meet(const struct smp_meeting *m)
{
	/* Two harts that invite each other would both wait for ever. */
	static struct served_lock lock;
	struct gathering g = {.what = m};
	struct smp_call call = {attend, &g};
	bool irqs = irq_save();
	struct hart *h = this_hart();
	unsigned asked;

	spin_lock_served(&lock);
	asked = ask(h, &call, smp_others());
	m->arrive(m->arg);
	while (load_once(&g.waiting) != asked)
		;
	fence_acquire();
	m->alone(m->arg);
	fence_release();
	store_once(&g.over, true);
	if (m->leave)
		m->leave(m->arg);
	await_done(h);
	spin_unlock(&lock.lock);
	irq_restore(irqs);
}

void smp_reschedule(struct hart *h)
{
	interrupt(h);
}

void hart_interrupted(void)
{
	struct hart *h = this_hart();

	panic_check();
	/* Irqs were on: no look-up is under way here. Whoever sees this also sees what was done before, and none of
	 * those that follow comes before it (grace.c). */
	fence_release();
	store_once(&h->passes, h->passes + 1);
	fence_full();
	if (load_once(&h->interrupted)) { /* else we sent it ourselves */
		store_once(&h->interrupted, false);
		stat(ipis_received);
	}
	smp_serve_calls();
	debug_taken_out(h);
	sched_look();
}
