/* SPDX-License-Identifier: MIT */
/*
 * Lock order: list_lock, then a process's lock, then a wait queue's, then a run queue's. None is held
 * while waiting for another hart.
 */
#include "kernel/process.h"
#include "kernel/debug.h"
#include "kernel/endpoint.h"
#include "lib/string.h"

static struct spinlock list_lock;
static struct list all = LIST_INIT(all);
static unsigned count;
static int last_pid;
#define PID_MAX (INT32_MAX - MAX_HARTS) /* looked at without a lock */

static void process_setup(struct process *p, struct mm *mm, const char *name)
{
	memcpy(p->name, name, strnlen(name, LORIS_NAME_MAX - 1));
	p->mm = mm;
	list_init(&p->letter);
	handle_table_init(&p->handles);
	list_init(&p->threads);
	list_init(&p->makes);
	list_init(&p->made);
}

/* ---- beginning ------------------------------------------------------------------------------------- */

struct process *process_create(const char *name, struct mm *mm, struct quota *q,
			       struct process *maker)
{
	enum err e;
	struct process *p = NULL;
	bool irqs;

	if (load_once(&last_pid) < PID_MAX)
		p = object_create(q, LORIS_PROCESS, sizeof *p, &e);
	if (!p)
		return NULL;
	process_setup(p, mm, name);
	p->quota = q;
	mm_user_join(mm);
	irqs = spin_lock_irqsave(&list_lock);
	p->pid = p->outcome.pid = ++last_pid;
	list_add_tail(&all, &p->all);
	if (maker)
		list_add_tail(&maker->makes, &p->made);
	count++;
	spin_unlock_irqrestore(&list_lock, irqs);
	quota_put(q); /* the object has one of its own */
	return p;
}

struct mm *process_join_mm(struct process *p)
{
	struct mm *mm;

	spin_lock(&p->lock);
	mm = p->ended ? NULL : p->mm;
	if (mm)
		mm_user_join(mm);
	spin_unlock(&p->lock);
	return mm;
}

/* ---- the end of a thread ----------------------------------------------------------------------------- */

_Noreturn void thread_exit(long value)
{
	struct hart *h = this_hart();
	struct thread *t = h->current;

	t->exit_value = value;
	ipc_thread_ends(t);
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

/* ---- the end of a process: told, and what it had is given back ------------------------------------------ */

void process_letter(const struct process *p, struct message *m)
{
	*m = (struct message){
		.word = {(uint64_t)p->pid, (uint64_t)p->outcome.how, (uint64_t)p->outcome.code},
		.info = LORIS_MSG_EXIT,
		.badge = p->letter_badge};
}

void process_letter_lost(struct process *p)
{
	object_put(&p->object);
}

enum err process_set_handler(struct process *p, unsigned event, struct endpoint *ep, uint64_t badge)
{
	struct endpoint *before;
	bool late;

	spin_lock(&p->lock);
	before = p->handlers[event].endpoint;
	late = p->ended && ep;
	if (late)
		before = ep; /* nobody would take it away any more */
	else
		p->handlers[event] = (struct handler){ep, badge};
	spin_unlock(&p->lock);
	if (before)
		object_put(&before->object);
	return late ? ERR_CLOSED : OK;
}

/* The handler's reference is taken out with it: others may set and clear it at any time. */
static void tell_end(struct process *p)
{
	struct handler *h = &p->handlers[EVENT_EXIT], told;

	spin_lock(&p->lock);
	told = *h;
	h->endpoint = NULL;
	spin_unlock(&p->lock);
	if (!told.endpoint)
		return;
	p->letter_badge = told.badge;
	object_get(&p->object); /* the letter's */
	endpoint_post(told.endpoint, p);
	object_put(&told.endpoint->object);
}

/* One of those that it made and that have not ended, with a reference; no longer one of them. */
static struct process *take_made(struct process *p)
{
	struct process *made = NULL;
	struct list *node;

	spin_lock(&list_lock);
	while (!made && (node = list_pop_head(&p->makes))) {
		made = list_entry(node, struct process, made);
		if (!object_try_get(&made->object))
			made = NULL; /* it never had a thread, and is about to end */
	}
	spin_unlock(&list_lock);
	return made;
}

/* Otherwise one that waits for ever, with no handle on it left but its own, could not be ended. */
static bool end_one_made(struct process *p)
{
	struct process *made = take_made(p);

	if (!made)
		return false;
	process_end_now(made);
	object_put(&made->object);
	return true;
}

static struct list *take_thread(struct process *p)
{
	struct list *node;

	spin_lock(&p->lock);
	node = list_pop_head(&p->threads);
	spin_unlock(&p->lock);
	return node;
}

/* Of those that nobody has joined. */
static bool forget_one_thread(struct process *p)
{
	struct list *node = take_thread(p);

	if (!node)
		return false;
	thread_put(list_entry(node, struct thread, sibling));
	return true;
}

/* With irqs off for one at a time: there may be thousands. */
static void until_none(struct process *p, bool (*one)(struct process *))
{
	bool more;

	do {
		irq_disable();
		more = one(p);
		irq_enable();
	} while (more);
}

/* From a kthread: closing thousands of handles takes its time. Then its end is told: whoever hears of it
 * finds that it has let go of everything. */
static void finish_end(struct grace *g)
{
	struct process *p = object_of(g, struct process, ending);

	until_none(p, end_one_made);
	until_none(p, forget_one_thread);
	handle_close_all(p);
	irq_disable();
	tell_end(p);
	for (unsigned i = 0; i < EVENTS; i++)
		process_set_handler(p, i, NULL, 0);
	object_put(&p->object);
	irq_enable();
}

/* The last thread is buried, or there never was one. The reference of its being alive is passed on. */
static void process_ended(struct process *p)
{
	struct mm *mm = p->mm;

	spin_lock(&list_lock); /* who finds p in the list walks its threads under this */
	spin_lock(&p->lock);
	p->doomed = 0;
	p->ended = true;
	spin_unlock(&p->lock);
	list_remove(&p->all);
	list_remove(&p->made);
	count--;
	spin_unlock(&list_lock);
	mm_user_leave(mm);
	grace_free(&p->ending, finish_end);
}

static void put_last_locked(struct process *p, struct thread *t)
{
	list_unlink(&t->sibling);
	list_add_tail(&p->threads, &t->sibling);
}

/* Of the threads that are doomed. True: there are more. */
static bool kill_some(struct process *p)
{
	unsigned most = AT_ONCE;

	spin_lock(&p->lock);
	for (; p->doomed && most; p->doomed--, most--) {
		struct thread *t = list_first_entry(&p->threads, struct thread, sibling);

		put_last_locked(p, t);
		if (!t->buried)
			thread_kill(t);
	}
	spin_unlock(&p->lock);
	return !most;
}

/* Nothing refers to it, and one that never had a thread ends only now; or it is ending, see end_threads(). */
bool process_end(struct object *o)
{
	struct process *p = (struct process *)o;

	if (p->doomed)
		return kill_some(p);
	if (!p->exiting) {
		spin_lock(&p->lock);
		p->exiting = true;
		spin_unlock(&p->lock);
		object_get(o); /* by which others may find it again, and see that it is ending */
		process_ended(p);
	}
	return false;
}

bool thread_end(struct object *o)
{
	(void)o;
	return false;
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
	wait_wake_one(&t->joiner);
	spin_unlock(&p->lock); /* from here on p may be gone, unless we are the last */
	mm_user_leave(mm);
	if (last)
		process_ended(p);
}

/* ---- the end of a process ------------------------------------------------------------------------------ */

/* Decides the outcome, if that is still open, and ends every thread but `self`: many of them by and by, but there
 * will be no new ones. False: it was decided. */
static __attribute__((noinline)) bool end_threads(struct process *p, struct thread *self,
						  enum loris_how how, int code)
{
	bool decided;

	spin_lock(&p->lock);
	decided = p->exiting;
	if (!decided) {
		p->exiting = true;
		p->outcome.how = how;
		p->outcome.code = code;
		p->doomed = p->listed;
		if (self) {
			put_last_locked(p, self);
			p->doomed--;
		}
	}
	spin_unlock(&p->lock);
	if (!decided && kill_some(p))
		object_end_later(&p->object);
	return !decided;
}

_Noreturn void process_exit(enum loris_how how, int code)
{
	struct thread *t = this_hart()->current;

	end_threads(t->process, t, how, code);
	thread_exit(0);
}

enum err process_end_now(struct process *p)
{
	if (!end_threads(p, NULL, LORIS_KILLED, 0))
		return ERR_CLOSED;
	if (!p->last_tid) { /* unborn */
		object_get(&p->object);
		process_ended(p);
	}
	return OK;
}

static struct process *find_locked(int pid)
{
	struct process *p;

	list_for_each(p, &all, all)
		if (p->pid == pid)
			return object_try_get(&p->object) ? p : NULL;
	return NULL;
}

enum err process_end_pid(int pid)
{
	bool irqs = spin_lock_irqsave(&list_lock);
	struct process *p = find_locked(pid);
	enum err e = ERR_NOT_FOUND;

	spin_unlock(&list_lock);
	if (p) {
		e = process_end_now(p);
		object_put(&p->object);
	}
	irq_restore(irqs);
	return e;
}

struct quota *process_get_quota(int pid)
{
	bool irqs = spin_lock_irqsave(&list_lock);
	struct process *p = find_locked(pid);
	struct quota *q = p ? p->quota : NULL;

	spin_unlock(&list_lock);
	if (p) {
		quota_get(q);
		object_put(&p->object);
	}
	irq_restore(irqs);
	return q;
}

/* ---- looking --------------------------------------------------------------------------------------------- */

void process_for_each(void (*f)(struct process *p, void *arg), void *arg)
{
	bool irqs = spin_lock_irqsave(&list_lock);
	struct process *p;

	list_for_each(p, &all, all)
		f(p, arg);
	spin_unlock_irqrestore(&list_lock, irqs);
}

unsigned process_count(void)
{
	return load_once(&count);
}
