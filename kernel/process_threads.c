/* SPDX-License-Identifier: MIT */
/* The threads of a process: made, found, killed, joined. How they end is in process.c. */
#include "kernel/process.h"
#include "kernel/slab.h"

static struct thread *thread_alloc(struct quota *q)
{
	struct thread *t;

	if (!quota_charge_object(q))
		return NULL;
	t = slab_alloc_zeroed(sizeof *t);
	if (!t) {
		quota_return_object(q);
		return NULL;
	}
	object_init(&t->object, LORIS_THREAD, sizeof *t, offsetof(struct thread, object), q);
	return t;
}

struct thread *process_add_thread(struct process *p)
{
	struct thread *t = thread_alloc(p->quota);
	bool irqs, accepted;

	if (!t)
		return NULL;
	t->process = p;
	t->mm = p->mm;
	t->hart = this_hart();
	t->priority = t->base_priority = PRIORITY_USER;
	t->state = THREAD_NEW;
	t->slot.server = t;
	list_init(&t->link);
	list_init(&t->holds);
	wait_queue_init(&t->joiner);
	irqs = spin_lock_irqsave(&p->lock);
	accepted = !p->exiting && p->listed < LORIS_THREADS_MAX && p->last_tid < INT32_MAX;
	if (accepted) {
		t->tid = ++p->last_tid;
		if (p->living++ == 0)
			object_get(&p->object); /* until the last one is buried */
		p->listed++;
		list_add_tail(&p->threads, &t->sibling);
		mm_user_join(p->mm);
	}
	spin_unlock_irqrestore(&p->lock, irqs);
	if (!accepted) {
		thread_put(t);
		return NULL;
	}
	return t;
}

/* ---- finding one -------------------------------------------------------------------------------------- */

static struct thread *find_thread_locked(struct process *p, int tid)
{
	struct thread *t;

	list_for_each(t, &p->threads, sibling)
		if (t->tid == tid)
			return t;
	return NULL;
}

struct thread *process_get_thread(struct process *p, int tid)
{
	struct thread *t;

	spin_lock(&p->lock);
	t = find_thread_locked(p, tid);
	if (t)
		object_get(&t->object);
	spin_unlock(&p->lock);
	return t;
}

/* The process's list holds a thread until it is buried, and the process as long as it lives. */
enum err process_kill_thread(struct thread *t)
{
	struct process *p = t->process;
	enum err e = ERR_CLOSED;

	if (load_once(&t->buried))
		return e;
	spin_lock(&p->lock);
	if (!t->buried) {
		thread_kill(t);
		e = OK;
	}
	spin_unlock(&p->lock);
	return e;
}

/* ---- waiting for one ------------------------------------------------------------------------------------ */

static void join_waiters(struct wait_queue *q)
{
	spin_lock(&q->lock);
	wait_join_locked(q, this_hart()->current);
	spin_unlock(&q->lock);
}

long process_join(struct process *p, int tid, long *value)
{
	struct thread *t, *done = NULL;
	long result = ERR_NOT_FOUND;

	spin_lock(&p->lock);
	t = find_thread_locked(p, tid);
	if (t == this_hart()->current) {
		result = ERR_DEADLOCK;
	} else if (t && t->buried) {
		*value = t->exit_value;
		list_remove(&t->sibling);
		p->listed--;
		done = t;
		result = OK;
	} else if (t) {
		/* One at most: or its end, irqs off, would wake a crowd. */
		result = list_empty(&t->joiner.waiters) ? 1 : ERR_BUSY;
		if (result > 0)
			join_waiters(&t->joiner);
	}
	spin_unlock(&p->lock);
	if (done)
		thread_put(done);
	return result;
}
