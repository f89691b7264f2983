/* SPDX-License-Identifier: MIT */
#include "kernel/endpoint.h"
#include "kernel/process.h"
#include "kernel/slab.h"
#include "kernel/syscall.h"
#include "kernel/vm.h"
#include "lib/string.h"

static struct thread *current(void)
{
	return this_hart()->current;
}

/* What stays found after irqs were on, or after it was closed: with a reference. */
static enum err find_process(uint64_t handle, unsigned right, struct process **out)
{
	struct found f;
	enum err e = OK;

	*out = current()->process;
	if (handle) {
		e = handle_find(*out, handle, LORIS_PROCESS, right, &f);
		*out = (struct process *)f.object;
	}
	if (e == OK && !object_try_get(&(*out)->object))
		e = ERR_HANDLE;
	return e;
}

/* ---- making one ---------------------------------------------------------------------------------------- */

/* 0 or more than the creator has: as much as that. */
static uint64_t limit(uint64_t wanted, uint64_t own)
{
	return wanted && wanted < own ? wanted : own;
}

static long create(struct process *creator, struct quota *above, const struct loris_process *what)
{
	struct quota *q = quota_create(above, limit(what->pages, above->pages_max),
				       limit(what->objects, above->objects_max));
	struct mm *mm = q ? mm_create(what->name) : NULL;
	struct process *p = NULL;

	if (mm && mm_charge_to(mm, q))
		p = process_create(what->name, mm, q, creator);
	if (p)
		return handle_give(creator, &p->object, LORIS_RIGHTS_ALL, 0);
	if (mm)
		mm_discard(mm);
	if (q)
		quota_put(q);
	return ERR_NO_MEMORY;
}

/* It is written to the console as it is. */
static bool valid_name(const char *name)
{
	unsigned n = 0;

	while (name[n] >= ' ' && name[n] <= '~')
		if (++n == LORIS_NAME_MAX)
			return false;
	return n && !name[n];
}

long sys_process_create(uint64_t what)
{
	struct loris_process wanted;
	struct process *made_for;
	enum err e = copy_from_user(current()->mm, &wanted, what, sizeof wanted);
	long created;

	if (e != OK)
		return e;
	if (!valid_name(wanted.name))
		return ERR_INVALID;
	e = find_process(wanted.made_for, LORIS_RIGHT_MANAGE, &made_for);
	if (e != OK)
		return e;
	created = create(current()->process, made_for->quota, &wanted);
	object_put(&made_for->object);
	return created;
}

static bool valid_start(uint64_t entry, uint64_t stack)
{
	return entry < USER_TOP && !(entry & 1) && stack <= USER_TOP && !(stack & 15);
}

long sys_process_start(uint64_t handle, uint64_t entry, uint64_t stack, uint64_t a0, uint64_t a1)
{
	struct process *p;
	struct thread *t;
	long tid = ERR_NO_MEMORY;
	enum err e;

	if (!valid_start(entry, stack))
		return ERR_INVALID;
	e = find_process(handle, LORIS_RIGHT_MANAGE, &p);
	if (e != OK)
		return e;
	t = process_add_thread(p);
	if (t) {
		frame_init_user(&t->frame, entry, stack, 0, a0, a1);
		tid = t->tid; /* it may be gone before thread_start() returns */
		thread_start(t);
	} else if (p->exiting) {
		tid = ERR_CLOSED;
	}
	object_put(&p->object);
	return tid;
}

long sys_process_give(uint64_t handle, uint64_t what, uint64_t rights)
{
	struct process *p;
	long given;
	enum err e;

	if (rights > LORIS_RIGHTS_ALL)
		return ERR_INVALID;
	e = find_process(handle, LORIS_RIGHT_MANAGE, &p);
	if (e != OK)
		return e;
	given = handle_copy_to(current()->process, what, p, (unsigned)rights, 0);
	object_put(&p->object);
	return given;
}

/* ---- looking after it ------------------------------------------------------------------------------------ */

long sys_process_kill(uint64_t handle)
{
	struct process *p;
	enum err e = handle ? find_process(handle, LORIS_RIGHT_MANAGE, &p) : ERR_HANDLE;

	if (e != OK)
		return e;
	e = process_end_now(p);
	object_put(&p->object);
	return e;
}

static enum err set_handlers(struct process *p, struct endpoint *ep, uint64_t badge,
			     unsigned events)
{
	enum err e = OK;

	for (unsigned i = 0; i < EVENTS; i++) {
		if (!(events >> i & 1))
			continue;
		if (ep)
			object_get(&ep->object);
		e = process_set_handler(p, i, ep, badge);
	}
	return e;
}

long sys_process_handler(uint64_t handle, uint64_t endpoint, uint64_t events)
{
	struct found f = {0};
	struct process *p;
	enum err e;

	if (events >> (handle ? EVENTS : EVENT_EXIT)) /* its end is its maker's business */
		return ERR_INVALID;
	if (endpoint) {
		e = handle_find(current()->process, endpoint, LORIS_ENDPOINT, LORIS_RIGHT_SEND, &f);
		if (e != OK || !object_try_get(f.object))
			return e != OK ? e : ERR_HANDLE;
	}
	e = find_process(handle, LORIS_RIGHT_MANAGE, &p);
	if (e == OK) {
		e = set_handlers(p, (struct endpoint *)f.object, f.badge, (unsigned)events);
		object_put(&p->object);
	}
	if (f.object)
		object_put(f.object);
	return e;
}

long sys_process_info(uint64_t handle, uint64_t out)
{
	struct loris_process_info info;
	struct process *p;
	enum err e = find_process(handle, LORIS_RIGHT_READ, &p);
	int pid;

	if (e != OK)
		return e;
	info = (struct loris_process_info){
		.pid = p->pid,
		.threads = load_once(&p->living),
		.pages = quota_pages(p->quota),
		.pages_max = p->quota->pages_max,
		.objects = quota_objects(p->quota),
		.objects_max = p->quota->objects_max,
		.handles = handle_count(p),
	};
	pid = p->pid;
	object_put(&p->object);
	e = out ? copy_to_user(current()->mm, out, &info, sizeof info) : OK;
	return e == OK ? pid : e;
}

/* ---- threads of it ------------------------------------------------------------------------------------------ */

long sys_thread_open(uint64_t handle, uint64_t tid)
{
	struct process *p;
	struct thread *t;
	long opened = ERR_NOT_FOUND;
	enum err e = find_process(handle, LORIS_RIGHT_MANAGE, &p);

	if (e != OK)
		return e;
	t = tid > INT32_MAX ? NULL : process_get_thread(p, (int)tid);
	if (t)
		opened = handle_give(current()->process, &t->object, LORIS_RIGHTS_ALL, 0);
	object_put(&p->object);
	return opened;
}

static enum err find_thread(uint64_t handle, struct thread **out)
{
	struct found f;
	enum err e = handle_find(current()->process, handle, LORIS_THREAD, LORIS_RIGHT_MANAGE, &f);

	if (e == OK && !object_try_get(f.object))
		e = ERR_HANDLE;
	if (e == OK)
		*out = object_of(f.object, struct thread, object);
	return e;
}

long sys_thread_kill(uint64_t handle)
{
	struct thread *t;
	enum err e = find_thread(handle, &t);

	if (e != OK)
		return e;
	e = process_kill_thread(t);
	object_put(&t->object);
	return e;
}

/* No more urgent than processes begin: otherwise one could keep the machine to itself. */
long sys_thread_priority(uint64_t handle, uint64_t priority)
{
	struct thread *t = current();
	enum err e = OK;
	long before;

	if (priority < LORIS_PRIORITY_USER || priority > LORIS_PRIORITY_LOWEST)
		return ERR_INVALID;
	if (handle)
		e = find_thread(handle, &t);
	if (e != OK)
		return e;
	before = t->base_priority;
	thread_set_priority(t, (unsigned)priority);
	if (handle)
		object_put(&t->object);
	return before;
}
