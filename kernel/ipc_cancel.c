/* SPDX-License-Identifier: MIT */
/*
 * The ends of waits that no message ends: killed, timed out, the other side gone.
 */
#include "kernel/debug.h"
#include "kernel/ipc_parts.h"
#include "kernel/memory.h"
#include "kernel/notify.h"

/* ---- one thread ------------------------------------------------------------------------------------------ */

/* The lock of what t waits at, if it does. It and what it guards stay, as irqs are off. */
static struct spinlock *lock_of(void *object)
{
	return is_endpoint(object) ? &((struct endpoint *)object)->lock
				   : &((struct notification *)object)->lock;
}

/* Out of the queue that it was just seen in; false: it is not there any more. */
static bool leave_queue(struct thread *t, uint8_t wait)
{
	void *object = load_once(&t->wait_on);
	struct spinlock *lock = lock_of(object);
	bool there;

	spin_lock(lock);
	there = load_once(&t->wait) == wait && load_once(&t->wait_on) == object;
	if (there)
		ipc_unlink_locked(object, t);
	spin_unlock(lock);
	return there;
}

static bool leave_slot(struct thread *t)
{
	struct reply_slot *slot = load_once(&t->asked);

	if (!slot || !atomic_cas_pointer((void **)&slot->caller, t, NULL))
		return false;
	store_once(&t->wait, WAIT_NONE);
	return true;
}

/* True: the caller has taken it out and finishes it. Between its slot and being woken, or on the way from
 * one slot to another, it is in nobody's queue, for a few instructions of a hart whose irqs are off. */
static bool take_out(struct thread *t)
{
	for (;;) {
		uint8_t wait = load_once(&t->wait);

		fence_acquire(); /* how it waits, then where */
		if (WAIT_KIND(wait) == WAIT_NONE)
			return false;
		if (WAIT_KIND(wait) == WAIT_REPLY ? leave_slot(t) : leave_queue(t, wait))
			return true;
	}
}

void ipc_cancel(struct thread *t, enum err e)
{
	if (take_out(t))
		ipc_finish(t, e);
}

void ipc_timeout_locked(struct thread *t)
{
	stretch(limit_ends);
	store_once(&t->late, true);
	fence_full(); /* that, then where it is: who lets it wait again looks the other way round */
	if (!take_out(t))
		return; /* somebody has, and waits for the lock that our caller holds, or looks */
	t->timed = false;
	t->late = false;
	frame_set_result(&t->frame, ERR_TIMEOUT);
	thread_wake(t);
}

bool ipc_let_go(struct thread *t)
{
	struct endpoint *ep = NULL;

	spin_lock(&t->holds_lock);
	if (!list_empty(&t->holds))
		ep = list_first_entry(&t->holds, struct endpoint, held);
	spin_unlock(&t->holds_lock);
	if (!ep)
		return false;
	spin_lock(&ep->lock); /* it and its lock stay, as irqs are off */
	if (ep->holder == t)
		endpoint_set_holder_locked(ep, NULL);
	spin_unlock(&ep->lock);
	return true;
}

/* Nobody finds it as a holder, or bound, or as whom to ask, from here on. */
void ipc_thread_ends(struct thread *t)
{
	ipc_refuse(&t->slot, ERR_CLOSED);
	notification_bind(NULL, t);
	while (ipc_let_go(t))
		;
	if (t->making)
		object_put(&t->making->object);
}

/* ---- endpoints -------------------------------------------------------------------------------------------- */

struct endpoint *endpoint_create(struct quota *q, enum err *e)
{
	struct endpoint *ep = object_create(q, LORIS_ENDPOINT, sizeof *ep, e);

	if (!ep)
		return NULL;
	list_init(&ep->receivers);
	list_init(&ep->senders);
	list_init(&ep->levels);
	list_init(&ep->letters);
	ep->busy = ENDPOINT_BUSY_UNHELD;
	return ep;
}

/* A holder is alive: it lets go before it ends (ipc_thread_ends). */
void endpoint_set_holder_locked(struct endpoint *ep, struct thread *t)
{
	struct thread *before = ep->holder;

	if (before) {
		spin_lock(&before->holds_lock);
		list_unlink(&ep->held);
		store_once(&before->holding, before->holding - 1);
		spin_unlock(&before->holds_lock);
	}
	if (t) {
		spin_lock(&t->holds_lock);
		list_add_tail(&t->holds, &ep->held);
		store_once(&t->holding, t->holding + 1);
		spin_unlock(&t->holds_lock);
	}
	ep->busy = t ? ep->busy & ~ENDPOINT_BUSY_UNHELD : ep->busy | ENDPOINT_BUSY_UNHELD;
	store_once(&ep->holder, t);
}

void endpoint_add_receiver(struct endpoint *ep)
{
	atomic_add32(&ep->receiver_handles, 1);
}

/* Whoever waits first is told. Letters go back to where they came from. False: nobody waits. */
static bool turn_away_one(struct endpoint *ep)
{
	struct list *letter = NULL;
	struct thread *t;

	spin_lock(&ep->lock);
	t = ipc_first_of(list_empty(&ep->senders) ? &ep->receivers : &ep->senders);
	if (t)
		ipc_unlink_locked(ep, t);
	else
		letter = list_pop_head(&ep->letters);
	spin_unlock(&ep->lock);
	if (t)
		ipc_finish(t, ERR_CLOSED);
	else if (letter)
		process_letter_lost(list_entry(letter, struct process, letter));
	return t || letter;
}

/* Closes it. Nobody joins a closed one, so this comes to an end. */
bool endpoint_end(struct object *o)
{
	struct endpoint *ep = (struct endpoint *)o;
	unsigned most = AT_ONCE;

	spin_lock(&ep->lock);
	ep->closed = true;
	ep->busy |= ENDPOINT_BUSY_CLOSED;
	endpoint_set_holder_locked(ep, NULL);
	spin_unlock(&ep->lock);
	while (turn_away_one(ep))
		if (!--most)
			return true;
	return false;
}

void endpoint_drop_receiver(struct endpoint *ep)
{
	if (atomic_add32_full(&ep->receiver_handles, -1) == 1 && endpoint_end(&ep->object))
		object_end_later(&ep->object);
}

bool reply_end(struct object *o)
{
	ipc_refuse(&((struct reply *)o)->slot, ERR_CLOSED);
	return false;
}
