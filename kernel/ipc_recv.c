/* SPDX-License-Identifier: MIT */
/* Receiving: an end that is to be told, bits, the first in line; or waiting for one of them. */
#include "kernel/debug.h"
#include "kernel/ipc_parts.h"
#include "kernel/notify.h"

/* The message of s, who waited so and is ours, is t's; else s is to be told why not. */
static enum err take_from(struct thread *t, struct thread *s, uint8_t wait, unsigned accepts,
			  struct message *m)
{
	bool wants_reply = WAIT_KIND(wait) == WAIT_CALL;
	enum err e;

	ipc_message_of(s, m, wants_reply ? LORIS_MSG_CALL : LORIS_MSG_SEND);
	e = ipc_carry_handles(s, t, accepts, m);
	if (e != OK)
		return e;
	if (!wants_reply) {
		ipc_finish(s, OK);
		return OK;
	}
	ipc_wait_in_slot(s, &t->slot, WAIT_ACCEPTS(wait));
	fence_full(); /* it waits there, then who killed it meanwhile found it nowhere */
	if (load_once(&s->attention) & ATTENTION_KILLED)
		ipc_cancel(s, ERR_CLOSED);
	wait_timer_look(s);
	ipc_donate(t, s->priority);
	return OK;
}

static bool take_bits(struct thread *t, struct message *m)
{
	struct notification *n = t->notification;
	uint64_t bits = n && load_once(&n->bits) ? atomic_swap64(&n->bits, 0) : 0;

	*m = (struct message){.word = {bits}, .info = LORIS_MSG_BITS};
	return bits;
}

static struct process *take_letter_locked(struct endpoint *ep, struct message *m)
{
	struct process *p;

	if (list_empty(&ep->letters))
		return NULL;
	p = list_entry(list_pop_head(&ep->letters), struct process, letter);
	ep->busy--;
	process_letter(p, m);
	return p;
}

static struct thread *take_sender_locked(struct endpoint *ep, uint8_t *wait)
{
	struct thread *s = ipc_first_of(&ep->senders);

	if (!s)
		return NULL;
	*wait = s->wait;
	ipc_unlink_locked(ep, s);
	return s;
}

/* Those whose handles could not go along; by their link, as they are ours. Only now: woken before, they might
 * call again, from other harts, for as long as we look for a better one. */
static void wake_refused(struct list *refused)
{
	struct list *node;

	while ((node = list_pop_head(refused)))
		thread_wake(list_entry(node, struct thread, link));
}

/* Whatever waits for a receiver, t, is taken by it: OK, and ep->lock is given back. Or so many were refused that
 * others must get the hart: ERR_REFUSED, likewise, and *m is bits, none of them. Else IPC_WAITS, and it is still
 * held. */
static long take_any_locked(struct thread *t, struct endpoint *ep, unsigned accepts,
			    struct message *m, struct list *refused)
{
	struct process *dead;
	struct thread *s;
	uint8_t wait;
	enum err e;

	for (unsigned most = AT_ONCE;; most--) {
		dead = take_letter_locked(ep, m);
		if (dead || take_bits(t, m) || !most) {
			spin_unlock(&ep->lock);
			if (dead)
				object_put(&dead->object);
			return dead || m->word[0] ? OK : ERR_REFUSED;
		}
		s = take_sender_locked(ep, &wait);
		if (!s)
			return IPC_WAITS;
		spin_unlock(&ep->lock);
		e = take_from(t, s, wait, accepts, m);
		if (e == OK)
			return OK;
		ipc_set_result(s, e);
		list_add_tail(refused, &s->link);
		stretch(refused);
		spin_lock(&ep->lock);
	}
}

/* ep->lock held; gives it back. OK: *m is for t. */
static long receive_locked(struct thread *t, struct endpoint *ep, unsigned accepts, bool patient,
			   struct message *m)
{
	struct list refused;
	long result;

	list_init(&refused);
	if (ep->holder != t && !ep->closed) /* or it may have ended since it was looked up */
		endpoint_set_holder_locked(ep, t);
	result = take_any_locked(t, ep, accepts, m, &refused);
	if (result == IPC_WAITS) {
		debug_assert_nobody(ep->closed ? 0 : ep->busy);
		if (ep->closed || !patient) {
			result = ep->closed ? ERR_CLOSED : ERR_TIMEOUT;
		} else {
			list_add_tail(&ep->receivers, &t->link);
			ipc_wait_at(t, ep, WAIT_OF(WAIT_RECV, accepts));
		}
		spin_unlock(&ep->lock);
	}
	wake_refused(&refused);
	return result == ERR_REFUSED && t->stack ? OK : result; /* kthreads look at no results */
}

/* A message was not for r, a receiver that was taken out for it: it receives anew, since others may have
 * come meanwhile and found nobody. */
void ipc_put_back_receiver(struct endpoint *ep, struct thread *r, unsigned accepts)
{
	struct message m;
	long result;

	spin_lock(&ep->lock);
	result = receive_locked(r, ep, accepts, true, &m);
	if (result == OK) {
		ipc_deliver(r, &m);
		thread_wake(r);
	} else if (result != IPC_WAITS) {
		ipc_finish(r, (enum err)result);
	} else {
		fence_full(); /* it waits again, then who killed it meanwhile, or signalled it */
		if (load_once(&r->attention) & ATTENTION_KILLED)
			ipc_cancel(r, ERR_CLOSED);
		else
			notification_look(r);
		wait_timer_look(r);
	}
}

long ipc_recv(struct thread *t, struct endpoint *ep, uint64_t info, struct thread **to)
{
	struct message m;
	bool patient;
	long result;

	*to = NULL;
	if (!ipc_valid_info(info) || LORIS_MSG_COUNT(info))
		return ERR_INVALID;
	ipc_refuse(&t->slot, ERR_CLOSED); /* whom it received before and never answered */
	ipc_end_donation(t);
	if (load_once(&t->holding) >= HOLDS_MAX) /* others only take away: one too many may go */
		ipc_let_go(t);
	patient = ipc_begin_limit(t, info);
	spin_lock(&ep->lock);
	result = receive_locked(t, ep, ipc_accepts_of(info), patient, &m);
	if (result == IPC_WAITS) {
		fence_full(); /* it waits, then the bits: who signals looks the other way round */
		notification_look(t);
		return IPC_WAITS;
	}
	ipc_end_limit(t);
	if (result == OK)
		ipc_deliver(t, &m);
	return result;
}
