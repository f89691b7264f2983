/* SPDX-License-Identifier: MIT */
/*
 * Lock order: family_lock, then a process's lock, then a wait queue's, then a run queue's. None is held
 * while waiting for another hart.
 */
#include "kernel/process.h"
#include "kernel/debug.h"
#include "kernel/kthread.h"
#include "kernel/printk.h"
#include "kernel/slab.h"
#include "lib/string.h"

struct process kernel_process;

static struct spinlock family_lock;
static struct list all = LIST_INIT(all);
static unsigned count;
static int last_pid;

static void process_setup(struct process *p, struct mm *mm, const char *name)
{
	memcpy(p->name, name, strnlen(name, LORIS_NAME_MAX - 1));
	p->mm = mm;
	list_init(&p->threads);
	list_init(&p->children);
	list_init(&p->sibling);
	list_init(&p->all);
	wait_queue_init(&p->thread_exits);
	wait_queue_init(&p->child_exits);
}

void process_init(void)
{
	process_setup(&kernel_process, NULL, "kernel");
}

/* ---- beginning ------------------------------------------------------------------------------------- */

struct thread *process_add_thread(struct process *p)
{
	struct thread *t = slab_alloc_zeroed(sizeof *t);
	bool irqs, accepted;

	if (!t)
		return NULL;
	t->process = p;
	t->mm = p->mm;
	t->hart = this_hart();
	t->priority = PRIORITY_USER;
	t->state = THREAD_NEW;
	list_init(&t->link);
	heap_node_init(&t->timer);
	irqs = spin_lock_irqsave(&p->lock);
	accepted = !p->exiting && p->listed < LORIS_THREADS_MAX;
	if (accepted) {
		t->tid = ++p->last_tid;
		p->living++;
		p->listed++;
		list_add_tail(&p->threads, &t->sibling);
		mm_user_join(p->mm);
	}
	spin_unlock_irqrestore(&p->lock, irqs);
	if (!accepted) {
		slab_free(t, sizeof *t);
		return NULL;
	}
	return t;
}

/* Neither was ever seen by anyone. The space stays with the caller. */
static void forget_unborn(struct process *p, struct thread *main)
{
	atomic_add32(&p->mm->users, -1);
	slab_free(main, sizeof *main);
	slab_free(p, sizeof *p);
}

struct process *process_create(struct process *parent, const char *name, struct mm *mm,
			       struct thread **main)
{
	struct process *p = slab_alloc_zeroed(sizeof *p);
	bool irqs;

	if (!p)
		return NULL;
	process_setup(p, mm, name);
	*main = process_add_thread(p);
	if (!*main) {
		slab_free(p, sizeof *p);
		return NULL;
	}
	irqs = spin_lock_irqsave(&family_lock);
	if (parent != &kernel_process && parent->child_count == LORIS_CHILDREN_MAX) {
		spin_unlock_irqrestore(&family_lock, irqs);
		forget_unborn(p, *main);
		return NULL;
	}
	parent->child_count++;
	p->pid = p->outcome.pid = ++last_pid;
	p->parent = parent;
	list_add_tail(&parent->children, &p->sibling);
	list_add_tail(&all, &p->all);
	count++;
	spin_unlock_irqrestore(&family_lock, irqs);
	return p;
}

/* ---- the end of a thread ----------------------------------------------------------------------------- */

_Noreturn void thread_exit(long value)
{
	struct hart *h = this_hart();
	struct thread *t = h->current;

	t->exit_value = value;
	spin_lock(&h->rq.lock);
	t->state = THREAD_DEAD;
	spin_unlock(&h->rq.lock);
	schedule();
	arch_resume();
}

_Noreturn void thread_exit_killed(void)
{
	thread_exit(0);
}

/* family_lock held: nobody will ask for p any more, and nobody finds it. */
static void forget_locked(struct process *p)
{
	if (p->parent)
		p->parent->child_count--;
	list_remove(&p->sibling);
	list_remove(&p->all);
	count--;
	slab_free(p, sizeof *p);
}

static void orphan_children_locked(struct process *p)
{
	struct list *node;

	while ((node = list_pop_head(&p->children))) {
		struct process *child = list_entry(node, struct process, sibling);
		child->parent = NULL;
		if (child->ended)
			forget_locked(child);
	}
}

/* The last thread is buried: only its record is left. */
static void process_ended(struct process *p)
{
	struct list *node;

	spin_lock(&family_lock); /* who finds p by its family walks its threads under this */
	while ((node = list_pop_head(&p->threads)))
		slab_free(list_entry(node, struct thread, sibling), sizeof(struct thread));
	orphan_children_locked(p);
	p->ended = true;
	if (p->parent)
		wait_wake_all(&p->parent->child_exits);
	else
		forget_locked(p);
	spin_unlock(&family_lock);
}

void thread_bury(struct thread *t)
{
	struct process *p = t->process;
	struct mm *mm = t->mm;
	bool last;

	stretch(dead);
	spin_lock(&p->lock);
	t->buried = true; /* a joiner may free it from here on */
	last = --p->living == 0;
	p->exiting |= last;
	wait_wake_all(&p->thread_exits);
	spin_unlock(&p->lock); /* from here on p may be gone, unless we are the last */
	mm_user_leave(mm);
	if (last)
		process_ended(p);
}

/* ---- the end of a process ------------------------------------------------------------------------------ */

/* Decides the outcome, if that is still open, and ends every thread but `self`. p->lock held. */
static void end_threads_locked(struct process *p, struct thread *self, enum loris_how how, int code)
{
	struct thread *t;

	if (!p->exiting) {
		p->exiting = true;
		p->outcome.how = how;
		p->outcome.code = code;
	}
	list_for_each(t, &p->threads, sibling)
		if (t != self && !t->buried)
			thread_kill(t);
}

_Noreturn void process_exit(enum loris_how how, int code)
{
	struct thread *t = this_hart()->current;

	spin_lock(&t->process->lock);
	end_threads_locked(t->process, t, how, code);
	spin_unlock(&t->process->lock);
	thread_exit(0);
}

_Noreturn void process_fault(uint64_t cause, va_t address, enum loris_how how)
{
	struct thread *t = this_hart()->current;

	printk("%s[%d]: %s%s at pc 0x%lx, address 0x%lx\n", t->process->name, t->process->pid,
	       how == LORIS_NO_MEMORY ? "out of memory, " : "", arch_cause_name(cause), t->frame.pc,
	       address);
	process_exit(how, how == LORIS_FAULTED ? (int)cause : 0);
}

static struct process *find_child_locked(struct process *parent, int pid)
{
	struct process *p;

	list_for_each(p, &parent->children, sibling)
		if (p->pid == pid)
			return p;
	return NULL;
}

enum err process_kill(struct process *parent, int pid)
{
	bool irqs = spin_lock_irqsave(&family_lock);
	struct process *p = find_child_locked(parent, pid);
	enum err e = p && !p->ended ? OK : ERR_NOT_FOUND;

	if (e == OK) {
		spin_lock(&p->lock);
		end_threads_locked(p, NULL, LORIS_KILLED, 0);
		spin_unlock(&p->lock);
	}
	spin_unlock_irqrestore(&family_lock, irqs);
	return e;
}

/* ---- waiting -------------------------------------------------------------------------------------------- */

/* The first child that matches and has ended; *any: whether one matches at all. family_lock held. */
static struct process *ended_child_locked(struct process *parent, int pid, bool *any)
{
	struct process *p;

	*any = false;
	list_for_each(p, &parent->children, sibling) {
		if (pid && p->pid != pid)
			continue;
		*any = true;
		if (p->ended)
			return p;
	}
	return NULL;
}

static void join_waiters(struct wait_queue *q)
{
	spin_lock(&q->lock);
	wait_join_locked(q, this_hart()->current);
	spin_unlock(&q->lock);
}

long process_reap(struct process *parent, int pid, struct loris_exit *out,
		  struct loris_bench *bench, bool block)
{
	bool irqs = spin_lock_irqsave(&family_lock), any;
	struct process *p = ended_child_locked(parent, pid, &any);
	long result = any ? 0 : ERR_NOT_FOUND;

	if (p) {
		result = p->pid;
		*out = p->outcome;
		if (bench)
			*bench = p->bench;
		forget_locked(p);
	} else if (any && block) {
		join_waiters(&parent->child_exits);
	}
	spin_unlock_irqrestore(&family_lock, irqs);
	return result;
}

long process_wait_kernel(int pid, struct loris_exit *out, struct loris_bench *bench,
			 const bool *interrupted)
{
	bool irqs = irq_save();
	long r;

	while ((r = process_reap(&kernel_process, pid, out, bench, true)) == 0) {
		/* Blocked now, so an interruption from here on wakes us; one before is seen here. */
		if (load_once(interrupted))
			wait_cancel(this_hart()->current);
		kthread_switch();
		if (load_once(interrupted))
			break;
	}
	irq_restore(irqs);
	return r;
}

static struct thread *find_thread_locked(struct process *p, int tid)
{
	struct thread *t;

	list_for_each(t, &p->threads, sibling)
		if (t->tid == tid)
			return t;
	return NULL;
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
		join_waiters(&p->thread_exits);
		result = 1;
	}
	spin_unlock(&p->lock);
	if (done)
		slab_free(done, sizeof *done);
	return result;
}

/* ---- looking --------------------------------------------------------------------------------------------- */

void process_for_each(void (*f)(struct process *p, void *arg), void *arg)
{
	bool irqs = spin_lock_irqsave(&family_lock);
	struct process *p;

	list_for_each(p, &all, all)
		f(p, arg);
	spin_unlock_irqrestore(&family_lock, irqs);
}

unsigned process_count(void)
{
	return load_once(&count);
}
