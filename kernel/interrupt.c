/* SPDX-License-Identifier: MIT */
#include "kernel/interrupt.h"
#include "kernel/console.h"
#include "kernel/handle.h"
#include "kernel/notify.h"
#include "kernel/process.h"
#include "kernel/syscall.h"
#include "kernel/system.h"

#define INTERRUPT_RIGHTS (LORIS_RIGHT_MANAGE | LORIS_RIGHT_COPY)

struct interrupt {
	struct object object;
	struct list link;
	unsigned source;
	struct notification *notification; /* counted; NULL: not bound yet */
	uint64_t bits;
};

/* Guards the list and what is in it. Taken before a notification's lock. */
static struct spinlock lock;
static struct list all = LIST_INIT(all);

static struct process *caller(void)
{
	return this_hart()->current->process;
}

static struct interrupt *find_locked(unsigned source)
{
	struct interrupt *i;

	list_for_each(i, &all, link)
		if (i->source == source)
			return i;
	return NULL;
}

/* One without an object is the console's, or came just before its object ended. */
void interrupt_raised(unsigned source)
{
	struct interrupt *i;

	spin_lock(&lock);
	i = find_locked(source);
	if (i && i->notification)
		notification_signal(i->notification, i->bits);
	spin_unlock(&lock);
	if (i)
		return;
	if (source == console_irq())
		console_input();
	arch_irq_complete(source);
}

/* Before another can take the source. */
static void give_up_locked(struct interrupt *i)
{
	list_remove(&i->link);
	if (!i->source) /* it got none: another has it */
		return;
	if (i->source == console_irq())
		console_listen();
	else
		arch_irq_disable(i->source);
}

bool interrupt_end(struct object *o)
{
	struct interrupt *i = object_of(o, struct interrupt, object);

	spin_lock(&lock);
	give_up_locked(i);
	spin_unlock(&lock);
	if (i->source && i->source == console_irq())
		console_input(); /* what came meanwhile may have had its interrupt */
	if (i->notification)
		object_put((struct object *)i->notification);
	return false;
}

/* ---- system calls ---------------------------------------------------------------------------------------- */

long sys_interrupt_create(uint64_t system, uint64_t source)
{
	enum err e = system_check(system);
	struct interrupt *i;
	bool taken;

	if (e != OK)
		return e;
	if (source > UINT32_MAX || !arch_irq_exists((unsigned)source))
		return ERR_INVALID;
	i = object_create(this_hart()->current->mm->quota, LORIS_INTERRUPT, sizeof *i, &e);
	if (!i)
		return e;
	list_init(&i->link);
	spin_lock(&lock);
	taken = find_locked((unsigned)source);
	if (!taken) {
		i->source = (unsigned)source;
		list_add_tail(&all, &i->link);
		arch_irq_disable(i->source); /* the console's */
	}
	spin_unlock(&lock);
	if (taken) {
		object_put(&i->object);
		return ERR_BUSY;
	}
	return handle_give(caller(), &i->object, INTERRUPT_RIGHTS, 0);
}

/* In the place of what it was bound to before. */
static void bind(struct interrupt *i, struct notification *n, uint64_t bits)
{
	struct notification *before;

	spin_lock(&lock);
	before = i->notification;
	i->notification = n;
	i->bits = bits;
	arch_irq_enable(i->source);
	spin_unlock(&lock);
	if (before)
		object_put((struct object *)before);
}

static enum err find_interrupt(uint64_t handle, struct found *f)
{
	enum err e = handle_find(caller(), handle, LORIS_INTERRUPT, LORIS_RIGHT_MANAGE, f);

	return e != OK || object_try_get(f->object) ? e : ERR_HANDLE;
}

long sys_interrupt_bind(uint64_t interrupt, uint64_t notification, uint64_t bits)
{
	struct found i, n;
	enum err e = handle_find(caller(), notification, LORIS_NOTIFICATION, LORIS_RIGHT_SEND, &n);

	if (e != OK)
		return e;
	if (!bits || bits & ~NOTIFICATION_BITS)
		return ERR_INVALID;
	e = find_interrupt(interrupt, &i);
	if (e != OK)
		return e;
	if (object_try_get(n.object))
		bind(object_of(i.object, struct interrupt, object), (struct notification *)n.object,
		     bits);
	else
		e = ERR_HANDLE;
	object_put(i.object);
	return e;
}

long sys_interrupt_ack(uint64_t interrupt)
{
	struct interrupt *i;
	struct found f;
	enum err e = find_interrupt(interrupt, &f);

	if (e != OK)
		return e;
	i = object_of(f.object, struct interrupt, object);
	if (i->notification)
		arch_irq_complete(i->source);
	object_put(f.object);
	return OK;
}
