/* SPDX-License-Identifier: MIT */
/* Sending and calling: to a receiver who waits, or in line until there is one. */
#include "kernel/debug.h"
#include "kernel/ipc_parts.h"

static long wait_to_send(struct thread *t, struct endpoint *ep, bool wants_reply)
{
	uint8_t wait = WAIT_OF(wants_reply ? WAIT_CALL : WAIT_SEND, ipc_reply_accepts(t));
	struct thread *holder;

	ipc_join_line_locked(ep, t);
	ipc_wait_at(t, ep, wait);
	holder = wants_reply ? ep->holder : NULL;
	spin_unlock(&ep->lock);
	stretch(in_line);
	fence_full(); /* in line, then how urgent the holder is: ipc_end_donation() goes the other way round */
	ipc_donate(holder, t->priority);
	return IPC_WAITS;
}

/* Both are there. t's limit was for the whole call, so it stays. */
static long hand_over(struct thread *t, struct endpoint *ep, struct thread *r, unsigned accepts,
		      bool wants_reply, struct thread **to)
{
	struct message m;
	enum err e;

	ipc_message_of(t, &m, wants_reply ? LORIS_MSG_CALL : LORIS_MSG_SEND);
	e = ipc_carry_handles(t, r, accepts, &m);
	if (e != OK) {
		ipc_put_back_receiver(ep, r, accepts);
		ipc_end_limit(t);
		return e;
	}
	ipc_deliver(r, &m);
	if (!wants_reply) {
		ipc_end_limit(t);
		thread_wake(r);
		return OK;
	}
	thread_will_block(t);
	ipc_wait_in_slot(t, &r->slot, ipc_reply_accepts(t));
	ipc_donate(r, t->priority);
	*to = r;
	return IPC_WAITS;
}

long ipc_send(struct thread *t, struct endpoint *ep, uint64_t badge, bool wants_reply,
	      struct thread **to)
{
	uint64_t info = t->fault.waits ? 0 : frame_info(&t->frame);
	unsigned accepts = 0;
	struct thread *r;
	bool closed, patient;

	*to = NULL;
	if (!ipc_valid_info(info))
		return ERR_INVALID;
	patient = ipc_begin_limit(t, info);
	t->badge = badge;
	spin_lock(&ep->lock);
	closed = ep->closed;
	r = ipc_first_of(&ep->receivers);
	if (!r && !closed && patient)
		return wait_to_send(t, ep, wants_reply); /* unlocks */
	if (r)
		ipc_take_receiver_locked(r, &accepts);
	spin_unlock(&ep->lock);
	if (r)
		return hand_over(t, ep, r, accepts, wants_reply, to);
	ipc_end_limit(t);
	return closed ? ERR_CLOSED : ERR_TIMEOUT;
}
