/* SPDX-License-Identifier: MIT */
/*
 * The ends of waits that no message ends: killed, timed out, the other side gone.
 */
#include "kernel/endpoint.h"
#include "kernel/notify.h"
#include "kernel/process.h"

/* ---- one thread ------------------------------------------------------------------------------------------ */

/* The lock of what t waits at, if it does. It and what it guards stay, as irqs are off. */
static struct spinlock *lock_of(enum wait kind, void *object)
{
	return kind == WAIT_BITS ? &((struct notification *)object)->lock
				 : &((struct endpoint *)object)->lock;
}

/* Out of the queue that it was just seen in; false: it is not there any more. */
static bool leave_queue(struct thread *t, uint8_t wait)
{
	void *object = load_once(&t->wait_on);
	struct spinlock *lock = lock_of(WAIT_KIND(wait), object);
	bool there;

	spin_lock(lock);
	there = load_once(&t->wait) == wait && load_once(&t->wait_on) == object;
	if (there) {
		list_unlink(&t->link);
		store_once(&t->wait, WAIT_NONE);
		if (WAIT_KIND(wait) == WAIT_SEND || WAIT_KIND(wait) == WAIT_CALL)
			((struct endpoint *)object)->busy--;
	}
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
	store_once(&t->late, true);
	fence_full(); /* that, then where it is: who lets it wait again looks the other way round */
	if (!take_out(t))
		return; /* somebody has, and waits for the lock that our caller holds, or looks */
	t->timed = false;
	t->late = false;
	frame_set_result(&t->frame, ERR_TIMEOUT);
	thread_wake(t);
}

/* It and its lock stay, as irqs are off. */
static struct endpoint *first_held(struct thread *t)
{
	struct endpoint *ep = NULL;

	spin_lock(&t->holds_lock);
	if (!list_empty(&t->holds))
		ep = list_first_entry(&t->holds, struct endpoint, held);
	spin_unlock(&t->holds_lock);
	return ep;
}

/* Nobody finds it as a holder, or bound, or as whom to ask, from here on. */
void ipc_thread_ends(struct thread *t)
{
	struct endpoint *ep;

	ipc_refuse(&t->slot, ERR_CLOSED);
	notification_bind(NULL, t);
	while ((ep = first_held(t))) {
		spin_lock(&ep->lock);
		if (ep->holder == t)
			endpoint_set_holder_locked(ep, NULL);
		spin_unlock(&ep->lock);
	}
}

/* ---- endpoints -------------------------------------------------------------------------------------------- */

struct endpoint *endpoint_create(struct quota *q, enum err *e)
{
	struct endpoint *ep = object_create(q, LORIS_ENDPOINT, sizeof *ep, e);

	if (!ep)
		return NULL;
	list_init(&ep->receivers);
	list_init(&ep->senders);
	list_init(&ep->letters);
	return ep;
}

/* A holder is alive: it lets go before it ends (ipc_thread_ends). */
void endpoint_set_holder_locked(struct endpoint *ep, struct thread *t)
{
	struct thread *before = ep->holder;

	if (before) {
		spin_lock(&before->holds_lock);
		list_unlink(&ep->held);
		spin_unlock(&before->holds_lock);
	}
	if (t) {
		spin_lock(&t->holds_lock);
		list_add_tail(&t->holds, &ep->held);
		spin_unlock(&t->holds_lock);
	}
	store_once(&ep->holder, t);
}

void endpoint_add_receiver(struct endpoint *ep)
{
	atomic_add32(&ep->receiver_handles, 1);
}

static struct thread *pop_waiter(struct endpoint *ep)
{
	struct list *queue = list_empty(&ep->senders) ? &ep->receivers : &ep->senders;
	struct thread *t = NULL;

	spin_lock(&ep->lock);
	if (!list_empty(queue)) {
		t = list_first_entry(queue, struct thread, link);
		list_unlink(&t->link);
		store_once(&t->wait, WAIT_NONE);
	}
	spin_unlock(&ep->lock);
	return t;
}

/* Nobody joins a closed one, so this comes to an end. Letters go back to where they came from. */
static void empty_queues(struct endpoint *ep)
{
	struct thread *t;
	struct list *letter;

	while ((t = pop_waiter(ep)))
		ipc_finish(t, ERR_CLOSED);
	do {
		spin_lock(&ep->lock);
		letter = list_pop_head(&ep->letters);
		spin_unlock(&ep->lock);
		if (letter)
			process_letter_lost(list_entry(letter, struct process, letter));
	} while (letter);
}

static void close_locked(struct endpoint *ep)
{
	ep->closed = true;
	ep->busy |= ENDPOINT_BUSY_CLOSED;
}

void endpoint_drop_receiver(struct endpoint *ep)
{
	if (atomic_add32_full(&ep->receiver_handles, -1) != 1)
		return;
	spin_lock(&ep->lock);
	close_locked(ep);
	spin_unlock(&ep->lock);
	empty_queues(ep);
}

/* No handle leads to it, so nobody waits; but its holder still believes to be that. */
void endpoint_end(struct object *o)
{
	struct endpoint *ep = (struct endpoint *)o;

	spin_lock(&ep->lock);
	close_locked(ep);
	endpoint_set_holder_locked(ep, NULL);
	spin_unlock(&ep->lock);
	empty_queues(ep);
}

void reply_end(struct object *o)
{
	ipc_refuse(&((struct reply *)o)->slot, ERR_CLOSED);
}
