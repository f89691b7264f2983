/* SPDX-License-Identifier: MIT */
#include "kernel/bench.h"
#include "kernel/hotplug.h"
#include "kernel/kthread.h"
#include "kernel/panic.h"
#include "kernel/policy.h"
#include "kernel/printk.h"
#include "kernel/smp.h"

#define START_LIMIT_NS 2000000000UL

struct hart harts[MAX_HARTS];
unsigned harts_online;
uint64_t harts_on = 1; /* the boot hart, until the others are up */

/* Runs when nothing else can, with irqs on only in the moment after waking up. */
static void idle_main(void *arg)
{
	struct hart *h = arg;

	irq_disable();
	for (;;) {
		/* Before anybody who is ready: a meeting no longer waits for us, and works on the queues that it takes
		 * to be at rest. Whoever calls our bench kthread now finds it when we are back. */
		if (!hart_is_on(h))
			hart_leave(h);
		if (load_once(&h->rq.ready) || (hart_is_open(h) && sched_steal())) {
			kthread_switch();
			continue;
		}
		fence_release(); /* what was looked up, then that nothing is; below likewise (grace.c) */
		store_once(&h->asleep, true);
		/* A wake-up from here on has its interrupt pending, and wfi returns at once. */
		arch_wait();
		store_once(&h->asleep, false);
		fence_full();
		irq_enable();
		irq_disable();
	}
}

/* What a hart needs before it can run anything; made by the boot hart. */
static BOOT bool prepare(struct hart *h)
{
	char *stack = stack_map(), *panic_stack = stack ? stack_map() : NULL;

	sched_init_hart(h);
	h->idle = panic_stack ? kthread_create("idle", h, PRIORITY_IDLE, idle_main, h) : NULL;
	if (!h->idle)
		return false;
	h->stack_top = (uint64_t)(stack + STACK_SIZE);
	h->panic_stack_top = (uint64_t)(panic_stack + STACK_SIZE);
	h->current = h->idle;
	h->idle->state = THREAD_RUNNING;
	h->active_mm = kernel_mm;
	h->seen_offset = offsetof(struct mm, seen) + h->index * sizeof(struct mm_seen);
	return true;
}

BOOT void hart_prepare_boot(void)
{
	if (!prepare(this_hart()))
		panic("no memory for the boot hart");
	policy_note_asid_bits(0, satp_probe_asid_bits());
	tlb_fence_all(FENCE_KERNEL);
}

/* Given up before it came: it must not touch anything that others share. Stopped, it can be tried again. */
static _Noreturn void park(void)
{
	arch_stop_hart();
	for (;;)
		arch_wait();
}

_Noreturn void hart_main(void)
{
	struct hart *h = this_hart();
	bool again = HARTS_LEAVE && h->index < harts_online;

	h->asid_bits = satp_probe_asid_bits();
	tlb_fence_all(FENCE_KERNEL); /* the probe's entries (hazard H23) */
	arch_hart_init();
	if (!again)
		h->stats = (struct loris_stats){0}; /* counting starts here */
	if (atomic_or64(&h->start, HART_ONLINE) & HART_GIVEN_UP)
		park();
	if (again)
		hart_join(h);
	arch_resume();
}

/* One atomic word decides, so that both sides agree. */
static BOOT_OR_COMMAND bool came_up(struct hart *h)
{
	uint64_t limit = time_now() + ns_to_ticks(START_LIMIT_NS);

	while (!load_once(&h->start))
		if (time_now() > limit && !(atomic_or64(&h->start, HART_GIVEN_UP) & HART_ONLINE)) {
			printk("hart %lu: started, but did not come\n", h->hartid);
			return false;
		}
	fence_acquire();
	return true;
}

/* All that it had is gone with it: its FPU's registers, and where its idle kthread was. */
bool hart_start_again(struct hart *h)
{
	sched_restart_hart(h);
	h->fpu_owner = NULL;
	frame_init_kthread(&h->idle->frame, idle_main, h, (va_t)h->idle->stack + STACK_SIZE);
	store_once(&h->start, 0);
	return arch_start_hart(h) && came_up(h);
}

/*
 * Indexes are dense: a hart that the firmware refuses to start leaves its struct to the next one. One
 * that was started and did not come may still be using its own, so no further ones are started.
 */
BOOT void harts_start(unsigned described)
{
	unsigned online = 1;

	for (unsigned i = 1; i < described; i++) {
		struct hart *h = &harts[online];
		h->index = online;
		h->hartid = harts[i].hartid;
		if (!h->idle && !prepare(h)) {
			printk("hart %lu: no memory for it\n", h->hartid);
			break;
		}
		if (!arch_start_hart(h))
			continue;
		if (!came_up(h))
			break;
		policy_note_asid_bits(h->index, h->asid_bits);
		online++;
	}
	harts_online = online;
	harts_on = ~0UL >> (64 - online);
}
