/* SPDX-License-Identifier: MIT */
/*
 * Changes of a thread's priority: donated for the time of a call, given back, set. t->priority is what the
 * scheduler goes by, t->base_priority what it is without donations.
 */
#include "kernel/runqueue.h"
#include "kernel/smp.h"

/* Its place among those who are ready changes with it. True: its hart must look. */
static bool change_locked(struct hart *h, struct thread *t, unsigned priority)
{
	bool queued = t->state == THREAD_READY && !list_empty(&t->link);

	if (queued)
		dequeue_locked(h, t);
	t->priority = (uint8_t)priority;
	if (queued)
		enqueue_locked(h, t, t->priority, true);
	/* Another hart's timer is not ours to set: it does, when it looks. */
	if (h != this_hart())
		return queued || t == h->current;
	slice_arm_locked(h);
	return more_urgent_locked(h, h->current->priority);
}

/* Irqs off. */
static void change(struct thread *t, unsigned priority, bool base_too, bool raise_only)
{
	struct hart *h = lock_home(t);
	bool look = false;

	if (!raise_only || t->priority > priority)
		look = change_locked(h, t, priority);
	if (base_too) {
		t->base_priority = (uint8_t)priority;
		/* A message may just make it current there, without this lock (ipc_fast.c). The interrupt comes behind that. */
		look |= h != this_hart();
	}
	if (look && h == this_hart()) {
		h->resched = RESCHED_DISPLACED;
		arch_interrupt_self();
	}
	spin_unlock(&h->rq.lock);
	if (look && h != this_hart())
		smp_reschedule(h);
}

void thread_raise(struct thread *t, unsigned priority)
{
	change(t, priority, false, true);
}

void thread_set_own_priority(struct thread *t, unsigned priority)
{
	change(t, priority, false, false);
}

void thread_set_priority(struct thread *t, unsigned priority)
{
	change(t, priority, true, false);
}
