/* SPDX-License-Identifier: MIT */
#include "kernel/kthread.h"
#include "kernel/debug.h"
#include "kernel/panic.h"
#include "kernel/slab.h"

static struct spinlock lock; /* leaf; guards the two below */
static struct list all = LIST_INIT(all);
static void *free_stacks; /* of kthreads that have ended; each begins with the next */

/* A stack stays mapped for ever: unmapping would cost a fence on every hart. */
static BOOT_OR_TEST void *take_stack(void)
{
	bool irqs = spin_lock_irqsave(&lock);
	void *stack = free_stacks;

	if (stack)
		free_stacks = *(void **)stack;
	spin_unlock_irqrestore(&lock, irqs);
	return stack ? stack : stack_map();
}

BOOT_OR_TEST struct thread *kthread_create(const char *name, struct hart *h, unsigned priority,
					   void (*entry)(void *), void *arg)
{
	struct thread *t = hart_is_open(h) ? slab_alloc_zeroed(sizeof *t) : NULL;
	void *stack = t ? take_stack() : NULL;
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
	t->priority = t->base_priority = (uint8_t)priority;
	t->slot.server = t;
	t->state = THREAD_NEW;
	list_init(&t->link);
	list_init(&t->holds);
	irqs = spin_lock_irqsave(&lock);
	list_add_tail(&all, &t->kthread);
	spin_unlock_irqrestore(&lock, irqs);
	return t;
}

BOOT_OR_TEST struct thread *kthread_start(const char *name, struct hart *h, unsigned priority,
					  void (*entry)(void *), void *arg)
{
	struct thread *t = kthread_create(name, h, priority, entry, arg);

	if (t)
		thread_start(t);
	return t;
}

struct thread *kthread_create_in(struct mm *mm, const char *name, struct hart *h, unsigned priority,
				 void (*entry)(void *), void *arg)
{
	struct thread *t = kthread_create(name, h, priority, entry, arg);

	if (t) {
		t->mm = mm;
		mm_user_join(mm);
	}
	return t;
}

/* ---- the end ----------------------------------------------------------------------------------------- */

/* entry.S: its function has returned. */
_Noreturn void kthread_exit(void)
{
	struct hart *h = this_hart();
	struct thread *t = h->current;

	irq_disable();
	if (t->mm)
		kthread_unuse_mm();
	spin_lock(&h->rq.lock);
	t->state = THREAD_DEAD;
	spin_unlock(&h->rq.lock);
	stretch(dead);
	arch_kthread_switch(NULL);
	panic("kthread %s goes on after its end", t->name);
}

/* schedule() has left it, under this lock: nobody touches it or its stack any more. */
static bool has_ended(struct thread *t)
{
	bool irqs = spin_lock_irqsave(&t->hart->rq.lock);
	bool ended = t->state == THREAD_DEAD && t->hart->current != t;

	spin_unlock_irqrestore(&t->hart->rq.lock, irqs);
	return ended;
}

#define STOP_POLL_NS 1000000

void kthread_stop(struct thread *t)
{
	bool irqs = irq_save();

	store_once(&t->stop, true);
	thread_stop_waiting(t);
	irq_restore(irqs);
	while (!has_ended(t))
		kthread_sleep(STOP_POLL_NS);
	debug_poison_object(t->stack, STACK_SIZE);
	irqs = spin_lock_irqsave(&lock);
	list_remove(&t->kthread);
	*(void **)t->stack = free_stacks;
	free_stacks = t->stack;
	spin_unlock_irqrestore(&lock, irqs);
	slab_free(t, sizeof *t);
}

bool kthread_should_stop(void)
{
	return load_once(&this_hart()->current->stop);
}

/* ---- using a space ------------------------------------------------------------------------------------ */

bool kthread_use_mm(struct mm *mm)
{
	bool irqs, alive = !this_hart()->current->mm && mm_user_try_join(mm);
	struct hart *h;

	if (!alive)
		return false;
	irqs = irq_save(); /* thread, claims and satp change as one (hazards H10, H16, H17) */
	h = this_hart();
	h->current->mm = mm;
	stat(uses);
	mm_begin_use(h, mm);
	irq_restore(irqs);
	return true;
}

void kthread_unuse_mm(void)
{
	bool irqs = irq_save();
	struct hart *h = this_hart();
	struct mm *mm = h->current->mm;

	h->current->mm = NULL;
	stat(unuses);
	mm_end_use(h, mm);
	mm_user_leave(mm); /* last: until here it is what keeps the space */
	irq_restore(irqs);
}

void daemonize(void)
{
	kthread_unuse_mm();
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
