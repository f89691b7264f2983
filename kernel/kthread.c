/* SPDX-License-Identifier: MIT */
#include "kernel/kthread.h"
#include "kernel/slab.h"

static struct spinlock lock; /* leaf; guards the list */
static struct list all = LIST_INIT(all);

struct thread *kthread_create(const char *name, struct hart *h, unsigned priority,
			      void (*entry)(void *), void *arg)
{
	struct thread *t = slab_alloc_zeroed(sizeof *t);
	void *stack = t ? stack_map() : NULL;
	bool irqs;

	if (!stack) {
		if (t)
			slab_free(t, sizeof *t);
		return NULL;
	}
	frame_init_kthread(&t->frame, entry, arg, (va_t)stack + STACK_SIZE);
	t->name = name;
	t->stack = stack;
	t->hart = t->pinned = h;
	t->priority = (uint8_t)priority;
	t->state = THREAD_NEW;
	list_init(&t->link);
	heap_node_init(&t->timer);
	irqs = spin_lock_irqsave(&lock);
	list_add_tail(&all, &t->kthread);
	spin_unlock_irqrestore(&lock, irqs);
	return t;
}

struct thread *kthread_start(const char *name, struct hart *h, unsigned priority,
			     void (*entry)(void *), void *arg)
{
	struct thread *t = kthread_create(name, h, priority, entry, arg);

	if (t)
		thread_start(t);
	return t;
}

void kthread_sleep(uint64_t ns)
{
	bool irqs = irq_save();
	sleep_until(this_hart()->current, time_now() + ns_to_ticks(ns));
	kthread_switch();
	irq_restore(irqs);
}

void kthread_for_each(void (*f)(struct thread *t, void *arg), void *arg)
{
	bool irqs = spin_lock_irqsave(&lock);
	struct thread *t;

	list_for_each(t, &all, kthread)
		f(t, arg);
	spin_unlock_irqrestore(&lock, irqs);
}
