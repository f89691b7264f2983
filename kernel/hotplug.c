/* SPDX-License-Identifier: MIT */
/*
 * How a hart leaves and comes back, so that nothing is lost with it and nobody waits for it (hazards
 * H23, H51). Who takes part, harts_on, changes only in meetings, when no call is on its way that was
 * not counted on: whoever calls finds out whom, and calls, with nothing answered in between.
 *
 *   off   meet: close it. All that is ready, blocked or asleep there moves to open harts, for in a
 *         meeting every thread stands still; its current thread is told to move. Again, until nothing
 *         is left but its idle kthread. In that meeting it gives back what it holds lazily and fences,
 *         and no call to it is open, so that it can be taken out of harts_on.
 *         Its idle kthread sees that, empties the allocators' caches and stops.
 *   back  it starts as at boot and waits, counting nothing; meet: into harts_on; it fences, comes under
 *         the policy of now, which pays every ASID generation until now, and looks for work.
 */
#include "kernel/hotplug.h"
#include "kernel/bench.h"
#include "kernel/kthread.h"
#include "kernel/page.h"
#include "kernel/policy.h"
#include "kernel/panic.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/runqueue.h"
#include "kernel/slab.h"
#include "kernel/smp.h"

#define PAUSE_NS 1000000UL
#define PAUSES	 2000 /* then it is given up */

static bool fail(const struct hart *h, const char *why)
{
	printk("hart %u: %s\n", h->index, why);
	return false;
}

/* ---- leaving: what is done while all harts wait -------------------------------------------------- */

struct departure {
	struct hart *hart;
	const char *obstacle;
};

/* The hart is alone with its idle kthread: all its borrows go back before it can be forgotten. */
static void give_back(void *departure)
{
	struct hart *h = this_hart();

	if (h != ((struct departure *)departure)->hart || h->current != h->idle)
		return;
	mm_leave_if_lazy(NULL, SATP_CAUSE(h, leave));
	tlb_fence_all(FENCE_KERNEL);
}

static void find_kthreads(struct thread *t, void *departure)
{
	struct departure *d = departure;

	if (t->hart == d->hart && t != d->hart->idle && t != bench_server(d->hart))
		d->obstacle = "kernel threads live there";
}

static void find_pinned(struct process *p, void *departure)
{
	struct departure *d = departure;
	struct thread *t;

	list_for_each(t, &p->threads, sibling)
		if (t->pinned == d->hart && !t->buried)
			d->obstacle = "threads are pinned to it";
}

/* To an open hart. Whoever could hold a lock waits. */
static void rehome(struct thread *t)
{
	bool ready = t->state == THREAD_READY;

	if (ready) {
		dequeue_locked(t->hart, t);
		t->state = THREAD_BLOCKED;
	}
	t->hart = sched_least_busy();
	t->attention &= (uint8_t)~ATTENTION_MOVES;
	if (ready)
		thread_wake(t);
}

static void rehome_threads(struct process *p, void *departure)
{
	struct hart *h = ((struct departure *)departure)->hart;
	struct thread *t;

	list_for_each(t, &p->threads, sibling)
		if (t->hart == h && t != h->current)
			rehome(t);
}

/* Our own timer comes at once, and sets itself anew. */
static void take_sleepers(struct hart *from)
{
	struct hart *h = this_hart();
	struct heap_node *n;

	while ((n = heap_pop(&from->timers.heap))) {
		object_of(n, struct timer, node)->hart = h;
		heap_insert(&h->timers.heap, n);
	}
	arch_timer_set(0);
}

/* The current thread goes when the interrupt that called its hart here ends. A kthread is pinned. */
static void send_away(struct hart *h)
{
	if (h->current->pinned == h)
		return;
	h->current->attention |= ATTENTION_MOVES;
	h->resched = RESCHED_EXPIRED;
}

/* Nothing runs or waits to run there, and nobody but us waits for it. */
static bool deserted(const struct hart *h)
{
	if (h->current != h->idle || h->rq.ready)
		return false;
	for_each_hart(caller)
		if (caller != this_hart() && load_once(&caller->call_pending) >> h->index & 1)
			return false;
	return true;
}

static void empty(void *departure)
{
	struct departure *d = departure;
	struct hart *h = d->hart;

	kthread_for_each(find_kthreads, d);
	process_for_each(find_pinned, d);
	h->presence = d->obstacle ? HART_OPEN : HART_CLOSED;
	if (d->obstacle)
		return;
	process_for_each(rehome_threads, d);
	take_sleepers(h);
	send_away(h);
	if (deserted(h)) {
		h->start = 0;
		h->presence = HART_OFF;
		harts_on &= ~(1UL << h->index);
	}
}

/* ---- coming: likewise ---------------------------------------------------------------------------- */

static void nothing(void *unused)
{
	(void)unused;
}

/* It goes on as soon as it sees the last of this, while the others still wait. */
static void open(void *hart)
{
	struct hart *h = hart;

	harts_on |= 1UL << h->index;
	fence_release();
	store_once(&h->presence, HART_OPEN);
}

static void take_in(struct hart *h)
{
	const struct smp_meeting meeting = {.arrive = nothing, .alone = open, .arg = h};

	smp_meet(&meeting);
}

/* ---- on the hart itself -------------------------------------------------------------------------- */

void hart_join(struct hart *h)
{
	while (!hart_is_on(h))
		;
	fence_acquire();
	policy_enter(NULL);
}

void hart_leave(struct hart *h)
{
	slab_drain_cache(); /* gives pages to the other cache */
	page_drain_cache();
	/* Nobody waits for us any more, so nothing keeps another space (hazard H51). */
	if (h->active_mm != kernel_mm)
		panic("hart %u stops on space %lu", h->index, h->active_mm->id);
	arch_stop_hart();
	atomic_or64(&h->start, HART_ONLINE);
	hart_join(h);
}

/* ---- on the one that asks for it ----------------------------------------------------------------- */

static bool await_stop(const struct hart *h)
{
	for (unsigned n = 0; n < PAUSES && !load_once(&h->start); n++) {
		if (arch_hart_stopped(h))
			return true;
		kthread_sleep(PAUSE_NS);
	}
	return arch_hart_stopped(h);
}

static bool make_leave(struct hart *h)
{
	struct departure d = {.hart = h};
	const struct smp_meeting meeting = {.arrive = give_back, .alone = empty, .arg = &d};

	for (unsigned n = 0; hart_is_on(h); n++) {
		if (n == PAUSES)
			d.obstacle = "is not left alone";
		smp_meet(&meeting);
		if (d.obstacle)
			return fail(h, d.obstacle);
		kthread_sleep(PAUSE_NS);
	}
	return true;
}

bool hart_off(struct hart *h)
{
	if (!hart_is_on(h))
		return fail(h, "is off already");
	if (!make_leave(h))
		return false;
	if (await_stop(h))
		return true;
	if (!load_once(&h->start))
		return fail(h, "is off, but the firmware has not stopped it");
	take_in(h);
	return fail(h, "the firmware does not stop it");
}

bool hart_back(struct hart *h)
{
	if (hart_is_on(h))
		return fail(h, "is on already");
	if (!await_stop(h))
		return fail(h, "the firmware has not stopped it yet");
	if (!hart_start_again(h))
		return false;
	take_in(h);
	return true;
}
