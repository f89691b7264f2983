/* SPDX-License-Identifier: MIT */
/*
 * Notifications as system calls. The usual signal, to one who waits and belongs to this hart, and the usual
 * wait stand here in one piece; all else is done by notify.c.
 */
#include "kernel/notify.h"
#include "kernel/process.h"
#include "kernel/runqueue.h"
#include "kernel/syscall.h"

#define RARELY(condition) __builtin_expect(!!(condition), 0)

static inline struct thread *current(void)
{
	return this_hart()->current;
}

static inline bool find_fast(struct thread *t, uint64_t value, uint64_t what,
			     struct notification **out)
{
	struct handle *h = handle_look(&t->process->handles, value);

	if (RARELY(!h))
		return false;
	*out = (struct notification *)load_once(&h->object);
	return handle_seen(h, value, what);
}

static enum err find(struct thread *t, uint64_t handle, unsigned right, struct notification **out)
{
	struct found f;
	enum err e = handle_find(t->process, handle, LORIS_NOTIFICATION, right, &f);

	*out = (struct notification *)f.object;
	return e;
}

/* ---- signal ------------------------------------------------------------------------------------------------- */

static __attribute__((noinline)) long signal_slowly(uint64_t handle, uint64_t bits)
{
	struct notification *n;
	enum err e = find(current(), handle, LORIS_RIGHT_SEND, &n);

	if (e != OK)
		return e;
	if (!bits || bits & ~NOTIFICATION_BITS)
		return ERR_INVALID;
	notification_signal(n, bits);
	return OK;
}

static __attribute__((noinline)) long wake_elsewhere(struct thread *t)
{
	thread_wake(t);
	return OK;
}

static __attribute__((noinline, cold)) long call_for_help(void)
{
	sched_call_for_help();
	return OK;
}

/*
 * As thread_wake(), for one that was taken out of its wait, whose home h is this hart. It is not current
 * here, since we are; so it has left, and stays blocked and at home as long as it is ours.
 */
static inline long wake_at_home(struct hart *h, struct thread *t)
{
	unsigned priority, count;

	spin_lock(&h->rq.lock);
	priority = t->priority; /* donations change it under this lock */
	if (RARELY(t->attention || !slice_armed(h) || priority < h->current->priority)) {
		spin_unlock(&h->rq.lock);
		return wake_elsewhere(t);
	}
	count = enqueue_locked(h, t, priority, true);
	spin_unlock(&h->rq.lock);
	return RARELY(count > 1) && harts_online > 1 ? call_for_help() : OK;
}

long sys_signal(uint64_t handle, uint64_t bits)
{
	struct hart *h = this_hart();
	struct notification *n;
	struct thread *t;

	if (RARELY(!find_fast(h->current, handle, HANDLE_FAST_SIGNAL, &n) || (int64_t)bits <= 0))
		return signal_slowly(handle, bits);
	spin_lock(&n->lock);
	t = list_first_entry(&n->waiters, struct thread, link);
	if (RARELY(list_empty(&n->waiters) || t->timed)) {
		spin_unlock(&n->lock);
		return signal_slowly(handle, bits);
	}
	notification_pop_locked(n);
	spin_unlock(&n->lock);
	frame_set_result(&t->frame, (long)bits);
	return RARELY(load_once(&t->hart) != h) ? wake_elsewhere(t) : wake_at_home(h, t);
}

/* ---- wait ---------------------------------------------------------------------------------------------------- */

static __attribute__((noinline)) long wait_slowly(uint64_t handle, uint64_t ns)
{
	struct notification *n;
	enum err e = find(current(), handle, LORIS_RIGHT_RECV, &n);
	long bits;

	if (e != OK)
		return e;
	bits = notification_wait(n, current(), ns);
	if (bits == IPC_WAITS_BITS)
		thread_block();
	return bits;
}

long sys_wait_bits(uint64_t handle, uint64_t ns)
{
	struct thread *t = current();
	struct notification *n;

	if (RARELY(!find_fast(t, handle, HANDLE_FAST_WAIT, &n) || ~ns))
		return wait_slowly(handle, ns);
	spin_lock(&n->lock);
	if (RARELY(load_once(&n->bits) || n->closed)) {
		spin_unlock(&n->lock);
		return wait_slowly(handle, ns);
	}
	notification_join_locked(n, t);
	spin_unlock(&n->lock);
	thread_block();
}

/* ---- the rest ------------------------------------------------------------------------------------------------- */

long sys_notification_create(void)
{
	struct process *p = current()->process;
	enum err e;
	struct notification *n = notification_create(p->quota, &e);

	return n ? handle_give(p, &n->object, LORIS_RIGHTS_ALL, 0) : e;
}

long sys_notification_bind(uint64_t handle)
{
	struct notification *n = NULL;
	enum err e = handle ? find(current(), handle, LORIS_RIGHT_RECV, &n) : OK;

	return e == OK ? notification_bind(n, current()) : e;
}

long sys_timer_set(uint64_t handle, uint64_t bits, uint64_t ns)
{
	struct notification *n;
	enum err e = find(current(), handle, LORIS_RIGHT_RECV, &n);

	if (e != OK)
		return e;
	if (bits & ~NOTIFICATION_BITS)
		return ERR_INVALID;
	if (!object_try_get(&n->object)) /* or it ends, and then its timer begins */
		return ERR_HANDLE;
	notification_set_timer(n, bits, ns);
	object_put(&n->object);
	return OK;
}
