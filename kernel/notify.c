/* SPDX-License-Identifier: MIT */
/*
 * Who waits and who signals meet under the lock. A bound thread's recv looks without it: it joins the
 * receivers, then looks at the bits; who signals sets the bits, then looks whether it receives; each with a
 * full fence in between (RVWMO rule 4).
 */
#include "kernel/notify.h"
#include "kernel/debug.h"
#include "kernel/endpoint.h"

struct notification *notification_create(struct quota *q, enum err *e)
{
	struct notification *n = object_create(q, LORIS_NOTIFICATION, sizeof *n, e);

	if (!n)
		return NULL;
	list_init(&n->waiters);
	n->timer.notifies = true;
	return n;
}

/* ---- signal ------------------------------------------------------------------------------------------------ */

/* t receives: its recv ends with the bits. False: it does not, or there are none any more. */
static bool end_recv(struct notification *n, struct thread *t)
{
	struct message m = {.info = LORIS_MSG_BITS};
	struct endpoint *ep;
	bool receives;
	unsigned accepts;

	if (WAIT_KIND(load_once(&t->wait)) != WAIT_RECV)
		return false;
	fence_acquire(); /* that it receives, then where: what it waited at before may be freed */
	stretch(wait_read);
	ep = load_once(&t->wait_on);
	if (!is_endpoint(ep))
		return false;
	spin_lock(&ep->lock);
	/* It may have run meanwhile, and unbound n. */
	receives = WAIT_KIND(load_once(&t->wait)) == WAIT_RECV && load_once(&t->wait_on) == ep &&
		   load_once(&t->notification) == n;
	m.word[0] = receives ? atomic_swap64(&n->bits, 0) : 0;
	if (m.word[0])
		ipc_take_receiver_locked(t, &accepts);
	spin_unlock(&ep->lock);
	if (!m.word[0])
		return false;
	ipc_deliver(t, &m);
	thread_wake(t);
	return true;
}

static __attribute__((noinline)) void tell_bound(struct notification *n, struct thread *bound)
{
	debug_found(STRETCH_told, &bound->object);
	fence_full(); /* the bits, then whether it receives: it looks the other way round */
	end_recv(n, bound);
}

/* Either somebody waits, then there are no bits, or there may be bits and nobody waits: under the lock. */
void notification_signal(struct notification *n, uint64_t bits)
{
	struct thread *t = NULL, *bound;

	spin_lock(&n->lock);
	bound = n->bound;
	if (!list_empty(&n->waiters))
		t = notification_pop_locked(n);
	else
		atomic_or64(&n->bits, bits); /* a recv takes them without the lock */
	spin_unlock(&n->lock);
	if (t) {
		if (t->timed)
			wait_timer_cancel(t);
		frame_set_result(&t->frame, (long)bits);
		thread_wake(t);
	} else if (bound) {
		tell_bound(n, bound);
	}
}

void notification_look(struct thread *t)
{
	struct notification *n = t->notification;

	if (n && load_once(&n->bits))
		end_recv(n, t);
}

/* No handle leads to it any more, which need not keep anyone from waiting: another thread of the process
 * may have closed it. Its timer may be running. */
bool notification_end(struct object *o)
{
	struct notification *n = (struct notification *)o;

	timer_cancel(&n->timer);
	for (unsigned i = 0; i < AT_ONCE; i++) {
		struct thread *t;

		spin_lock(&n->lock);
		n->closed = true;
		t = list_empty(&n->waiters) ? NULL : notification_pop_locked(n);
		spin_unlock(&n->lock);
		if (!t)
			return false;
		ipc_finish(t, ERR_CLOSED);
	}
	return true;
}

/* ---- wait --------------------------------------------------------------------------------------------------- */

long notification_wait(struct notification *n, struct thread *t, uint64_t ns)
{
	long result = IPC_WAITS_BITS;

	if (ns + 1 > 1) /* neither 0 nor any time */
		wait_until(t, deadline_in(ns));
	spin_lock(&n->lock);
	if (load_once(&n->bits))
		result = (long)atomic_swap64(&n->bits, 0);
	else if (n->closed || !ns)
		result = n->closed ? ERR_CLOSED : ERR_TIMEOUT;
	else
		notification_join_locked(n, t);
	spin_unlock(&n->lock);
	if (result != IPC_WAITS_BITS && t->timed)
		wait_timer_cancel(t);
	return result;
}

/* ---- bind, timer --------------------------------------------------------------------------------------------- */

static void unbind(struct thread *t)
{
	struct notification *n = t->notification;

	if (!n)
		return;
	spin_lock(&n->lock);
	n->bound = NULL;
	spin_unlock(&n->lock);
	t->notification = NULL;
	t->bound = false;
	object_put(&n->object);
}

enum err notification_bind(struct notification *n, struct thread *t)
{
	bool taken;

	if (n == t->notification)
		return OK;
	if (n) {
		if (!object_try_get(&n->object))
			return ERR_HANDLE;
		spin_lock(&n->lock);
		taken = n->bound;
		if (!taken)
			n->bound = t;
		spin_unlock(&n->lock);
		if (taken) {
			object_put(&n->object);
			return ERR_BUSY;
		}
	}
	unbind(t);
	t->notification = n;
	t->bound = n != NULL;
	return OK;
}

void notification_set_timer(struct notification *n, uint64_t bits, uint64_t ns)
{
	spin_lock(&n->timer_lock);
	timer_cancel(&n->timer);
	store_once(&n->timer_bits, bits);
	if (bits)
		timer_start(&n->timer, deadline_in(ns));
	spin_unlock(&n->timer_lock);
	stretch(timer_set);
}

/* Signals may end other timed waits, so not under the lock. It cannot be freed before we have a reference:
 * its end takes the timer back, under that lock. */
void notification_expire(struct hart *h, struct timer *timer)
{
	struct notification *n = object_of(timer, struct notification, timer);
	uint64_t bits =
		load_once(&n->timer_bits); /* not those of a timer that is set from here on */

	if (!object_try_get(&n->object))
		return;
	spin_unlock(&h->timers.lock);
	stretch(ran_out);
	notification_signal(n, bits);
	object_put(&n->object);
	spin_lock(&h->timers.lock);
}
