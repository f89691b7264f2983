/* SPDX-License-Identifier: MIT */
/*
 * Messages, every case of them. The usual case, a call to a server that waits and its answer, is in
 * ipc_fast.c; it comes here with nothing changed when anything is out of the ordinary.
 *
 * Who may touch a blocked thread: whoever takes it out of the queue it is in, under that queue's lock, or
 * out of a reply slot, by an atomic swap (docs/ipc.md has the drawing). From then on it is his alone: its
 * frame, its time limit, and that it is woken. Nobody wakes it meanwhile, also not who kills it.
 */
#include "kernel/ipc_parts.h"
#include "kernel/notify.h"

/* ---- from frame to frame --------------------------------------------------------------------------------- */

static void fault_message(const struct thread *t, struct message *m)
{
	*m = (struct message){.word = {t->fault.event, t->fault.cause, t->fault.value, t->frame.pc,
				       (uint64_t)t->tid},
			      .badge = t->badge,
			      .info = LORIS_MSG_FAULT};
}

void ipc_message_of(const struct thread *t, struct message *m, uint64_t kind)
{
	if (t->fault.waits) {
		fault_message(t, m);
		return;
	}
	frame_get_words(&t->frame, m->word);
	m->info = LORIS_MSG_COUNT(frame_info(&t->frame)) | kind;
	m->badge = kind == LORIS_MSG_REPLY ? 0 : t->badge;
}

enum err ipc_carry_handles(struct thread *from, struct thread *to, unsigned accepts,
			   struct message *m)
{
	unsigned n = LORIS_MSG_COUNT(m->info);

	if (!n)
		return OK;
	if (n > accepts || !to->process)
		return ERR_REFUSED;
	return handle_transfer(from->process, to->process, &m->word[4], n,
			       frame_info(&from->frame) >> 4 & 15);
}

void ipc_deliver(struct thread *t, const struct message *m)
{
	if (t->timed)
		wait_timer_cancel(t);
	if (!t->stack) {
		frame_receive(&t->frame, m);
		return;
	}
	frame_set_words(&t->frame, m->word);
	frame_set_result(&t->frame, OK);
	frame_set_labels(&t->frame, m->info, m->badge);
}

void ipc_set_result(struct thread *t, enum err e)
{
	if (t->timed)
		wait_timer_cancel(t);
	if (t->fault.waits)
		frame_divert_to_fault(&t->frame);
	else
		frame_set_result(&t->frame, e);
}

void ipc_finish(struct thread *t, enum err e)
{
	ipc_set_result(t, e);
	thread_wake(t);
}

/* ---- waiting ---------------------------------------------------------------------------------------------- */

bool ipc_begin_limit(struct thread *t, uint64_t info)
{
	uint64_t ns = frame_timeout_ns(&t->frame);

	if (!(info & LORIS_MSG_TIMEOUT))
		return true;
	if (!ns)
		return false;
	wait_until(t, deadline_in(ns));
	return true;
}

void ipc_wait_at(struct thread *t, struct endpoint *ep, uint8_t wait)
{
	store_once(&t->wait_on, ep);
	fence_release(); /* where, then that it waits (ipc_cancel.c) */
	store_once(&t->wait, wait);
	thread_will_block(t);
}

void ipc_wait_in_slot(struct thread *t, struct reply_slot *slot, unsigned accepts)
{
	store_once(&t->asked, slot);
	fence_release();
	store_once(&t->wait, WAIT_OF(WAIT_REPLY, accepts));
	fence_release();
	store_once(&slot->caller, t);
}

void ipc_take_receiver_locked(struct thread *t, unsigned *accepts)
{
	*accepts = WAIT_ACCEPTS(t->wait);
	list_unlink(&t->link);
	store_once(&t->wait, WAIT_NONE);
}

/* ---- reply ------------------------------------------------------------------------------------------------ */

void ipc_refuse(struct reply_slot *slot, enum err e)
{
	struct thread *c = ipc_take_caller(slot);

	if (!c)
		return;
	store_once(&c->wait, WAIT_NONE);
	ipc_finish(c, e);
}

/* To one that faulted: does it go on? */
static void pass_verdict(struct thread *c, uint64_t verdict)
{
	if (verdict == LORIS_FAULT_RESUME)
		c->fault.waits = false;
	else
		frame_divert_to_fault(&c->frame);
}

long ipc_reply(struct thread *t, struct reply_slot *slot, struct thread **to)
{
	struct thread *c;
	struct message m;
	unsigned accepts;
	enum err e;

	*to = NULL;
	if (!ipc_valid_info(frame_info(&t->frame)))
		return ERR_INVALID;
	c = ipc_take_caller(slot);
	if (!c)
		return ERR_NOT_FOUND;
	accepts = WAIT_ACCEPTS(c->wait);
	store_once(&c->wait, WAIT_NONE);
	ipc_message_of(t, &m, LORIS_MSG_REPLY);
	if (c->fault.waits) {
		pass_verdict(c, m.word[0]);
		*to = c;
		return OK;
	}
	e = ipc_carry_handles(t, c, accepts, &m);
	if (e != OK) {
		ipc_finish(c, e);
		return e;
	}
	ipc_deliver(c, &m);
	*to = c;
	return OK;
}

void ipc_answer(struct thread *c, const struct message *m)
{
	store_once(&c->wait, WAIT_NONE);
	if (c->fault.waits)
		pass_verdict(c, m->word[0]);
	else
		ipc_deliver(c, m);
	thread_wake(c);
}

void ipc_pass_caller(struct reply_slot *from, struct reply_slot *to)
{
	struct thread *c = ipc_take_caller(from);

	if (!c)
		return;
	/* It says where, then it stands there: from then on another thread may answer it, and it wait
	 * elsewhere. Who looks for it in between looks again (ipc_cancel.c). */
	store_once(&c->asked, to);
	fence_release();
	store_once(&to->caller, c);
}

/* ---- letters ---------------------------------------------------------------------------------------------- */

void endpoint_post(struct endpoint *ep, struct process *p)
{
	struct thread *r = NULL;
	unsigned accepts;
	struct message m;
	bool closed;

	spin_lock(&ep->lock);
	closed = ep->closed;
	if (!closed) {
		r = ipc_first_of(&ep->receivers);
		if (r)
			ipc_take_receiver_locked(r, &accepts);
		else
			list_add_tail(&ep->letters, &p->letter);
		ep->busy += !r;
	}
	spin_unlock(&ep->lock);
	if (r) {
		process_letter(p, &m);
		ipc_deliver(r, &m);
		thread_wake(r);
	}
	if (r || closed)
		process_letter_lost(p);
}
