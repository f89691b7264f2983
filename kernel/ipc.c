/* SPDX-License-Identifier: MIT */
/*
 * Messages, every case of them. The usual case, a call to a server that waits and its answer, is in
 * ipc_fast.c; it comes here with nothing changed when anything is out of the ordinary.
 *
 * Who may touch a blocked thread: whoever takes it out of the queue it is in, under that queue's lock, or
 * out of a reply slot, by an atomic swap (docs/ipc.md has the drawing). From then on it is his alone: its
 * frame, its time limit, and that it is woken. Nobody wakes it meanwhile, also not who kills it.
 */
#include "kernel/endpoint.h"
#include "kernel/notify.h"
#include "kernel/process.h"
#include "kernel/runqueue.h"

#define INFO_SENT (7 | 15 << 4 | 7 << 8 | LORIS_MSG_TIMEOUT) /* what a caller may say */

static struct thread *first_of(struct list *queue)
{
	return list_empty(queue) ? NULL : list_first_entry(queue, struct thread, link);
}

static unsigned accepts_of(uint64_t info)
{
	return info >> 8 & 7;
}

/* What may come with t's reply. Not 0, the usual case, for whom ipc_fast.c must look at twice: a verdict on a
 * fault is no usual reply, and a kthread has no space to go to (nor handles to receive). */
static unsigned reply_accepts(const struct thread *t)
{
	return t->fault.waits || !t->mm ? LORIS_MSG_HANDLES_MAX : accepts_of(frame_info(&t->frame));
}

static bool valid_info(uint64_t info)
{
	return !(info & ~(uint64_t)INFO_SENT) && LORIS_MSG_COUNT(info) <= LORIS_MSG_HANDLES_MAX;
}

/* ---- from frame to frame --------------------------------------------------------------------------------- */

static void fault_message(const struct thread *t, struct message *m)
{
	*m = (struct message){.word = {t->fault.event, t->fault.cause, t->fault.value, t->frame.pc,
				       (uint64_t)t->tid},
			      .badge = t->badge,
			      .info = LORIS_MSG_FAULT};
}

/* What t sends; kind: as what it arrives. */
static void message_of(const struct thread *t, struct message *m, uint64_t kind)
{
	if (t->fault.waits) {
		fault_message(t, m);
		return;
	}
	frame_get_words(&t->frame, m->word);
	m->info = LORIS_MSG_COUNT(frame_info(&t->frame)) | kind;
	m->badge = kind == LORIS_MSG_REPLY ? 0 : t->badge;
}

/* Handles that go along change their owner now, that both sides are known. */
static enum err carry_handles(struct thread *from, struct thread *to, unsigned accepts,
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

/* This is its result, once it is woken. */
static void set_result(struct thread *t, enum err e)
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
	set_result(t, e);
	thread_wake(t);
}

/* ---- donations ---------------------------------------------------------------------------------------------- */

#define CHAIN_MAX 16

/* Whoever t waits for, as far as it is known: a hint, read without locks; nothing found can be freed
 * before irqs are on. */
static struct thread *waits_for(struct thread *t)
{
	uint8_t wait = load_once(&t->wait);
	struct reply_slot *slot;
	struct endpoint *ep;

	fence_acquire(); /* how it waits, then where: what was there before may be freed */
	slot = load_once(&t->asked);
	ep = load_once(&t->wait_on);
	if (WAIT_KIND(wait) == WAIT_REPLY && slot)
		return slot->server;
	return WAIT_KIND(wait) == WAIT_CALL && ep ? load_once(&ep->holder) : NULL;
}

static __attribute__((noinline)) void donate_along(struct thread *to, unsigned priority)
{
	for (unsigned i = 0; to && i < CHAIN_MAX && load_once(&to->priority) > priority; i++) {
		thread_raise(to, priority);
		to = waits_for(to);
	}
}

static inline void donate(struct thread *to, unsigned priority)
{
	if (to && load_once(&to->priority) > priority)
		donate_along(to, priority);
}

/* The most urgent of those who wait in line where t receives, or t itself. A hint: the first in line is read
 * without its lock, and stays readable while irqs are off. */
static unsigned urged(struct thread *t)
{
	unsigned priority = t->base_priority;
	struct endpoint *ep;

	spin_lock(&t->holds_lock);
	list_for_each(ep, &t->holds, held) {
		struct list *first = load_once(&ep->senders.next);
		unsigned other =
			first == &ep->senders
				? priority
				: load_once(&list_entry(first, struct thread, link)->priority);
		priority = other < priority ? other : priority;
	}
	spin_unlock(&t->holds_lock);
	return priority;
}

/* What was donated to t for a call that is answered ends. Who joins the line meanwhile is seen by the second
 * look, or comes after it and donates himself. */
void ipc_end_donation(struct thread *t)
{
	if (t->priority == t->base_priority)
		return;
	thread_set_own_priority(t, urged(t));
	fence_full();
	thread_raise(t, urged(t));
}

/* ---- waiting --------------------------------------------------------------------------------------------------- */

/* Time limits are armed before the lock: the timer is this hart's, whose irqs are off, so it cannot run
 * out before t waits. False: no time at all. */
static bool begin_limit(struct thread *t, uint64_t info)
{
	uint64_t ns = frame_timeout_ns(&t->frame);

	if (!(info & LORIS_MSG_TIMEOUT))
		return true;
	if (!ns)
		return false;
	wait_until(t, deadline_in(ns));
	return true;
}

static void end_limit(struct thread *t)
{
	if (t->timed)
		wait_timer_cancel(t);
}

static void wait_at(struct thread *t, void *object, uint8_t wait)
{
	store_once(&t->wait_on, object);
	fence_release(); /* where, then that it waits (ipc_cancel.c) */
	store_once(&t->wait, wait);
	thread_will_block(t);
}

static void join_senders_locked(struct endpoint *ep, struct thread *t)
{
	struct list *at = &ep->senders;

	/* Behind its equals: from the end, where it usually belongs. */
	while (at->prev != &ep->senders &&
	       list_entry(at->prev, struct thread, link)->priority > t->priority)
		at = at->prev;
	list_add_tail(at, &t->link);
	ep->busy++;
}

/* t, blocked, is where its reply will be looked for. Whoever reads the slot sees what stands here before. */
static void wait_in_slot(struct thread *t, struct reply_slot *slot, unsigned accepts)
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

/* ---- send, call -------------------------------------------------------------------------------------------------- */

static long wait_to_send(struct thread *t, struct endpoint *ep, bool wants_reply)
{
	uint8_t wait = WAIT_OF(wants_reply ? WAIT_CALL : WAIT_SEND, reply_accepts(t));
	struct thread *holder;

	join_senders_locked(ep, t);
	wait_at(t, ep, wait);
	holder = wants_reply ? ep->holder : NULL;
	spin_unlock(&ep->lock);
	donate(holder, t->priority);
	return IPC_WAITS;
}

static void put_back_receiver(struct endpoint *ep, struct thread *r, unsigned accepts);

/* Both are there. t's limit was for the whole call, so it stays. */
static long hand_over(struct thread *t, struct endpoint *ep, struct thread *r, unsigned accepts,
		      bool wants_reply, struct thread **to)
{
	struct message m;
	enum err e;

	message_of(t, &m, wants_reply ? LORIS_MSG_CALL : LORIS_MSG_SEND);
	e = carry_handles(t, r, accepts, &m);
	if (e != OK) {
		put_back_receiver(ep, r, accepts);
		end_limit(t);
		return e;
	}
	ipc_deliver(r, &m);
	if (!wants_reply) {
		end_limit(t);
		thread_wake(r);
		return OK;
	}
	thread_will_block(t);
	wait_in_slot(t, &r->slot, reply_accepts(t));
	donate(r, t->priority);
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
	if (!valid_info(info))
		return ERR_INVALID;
	patient = begin_limit(t, info);
	t->badge = badge;
	spin_lock(&ep->lock);
	closed = ep->closed;
	r = first_of(&ep->receivers);
	if (!r && !closed && patient)
		return wait_to_send(t, ep, wants_reply); /* unlocks */
	if (r)
		ipc_take_receiver_locked(r, &accepts);
	spin_unlock(&ep->lock);
	if (r)
		return hand_over(t, ep, r, accepts, wants_reply, to);
	end_limit(t);
	return closed ? ERR_CLOSED : ERR_TIMEOUT;
}

/* ---- recv ------------------------------------------------------------------------------------------------------------ */

/* The message of s, who waited so and is ours, is t's; else s is to be told why not. */
static enum err take_from(struct thread *t, struct thread *s, uint8_t wait, unsigned accepts,
			  struct message *m)
{
	bool wants_reply = WAIT_KIND(wait) == WAIT_CALL;
	enum err e;

	message_of(s, m, wants_reply ? LORIS_MSG_CALL : LORIS_MSG_SEND);
	e = carry_handles(s, t, accepts, m);
	if (e != OK)
		return e;
	if (!wants_reply) {
		ipc_finish(s, OK);
		return OK;
	}
	wait_in_slot(s, &t->slot, WAIT_ACCEPTS(wait));
	fence_full(); /* it waits there, then who killed it meanwhile found it nowhere */
	if (load_once(&s->attention) & ATTENTION_KILLED)
		ipc_cancel(s, ERR_CLOSED);
	wait_timer_look(s);
	donate(t, s->priority);
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
	struct thread *s = first_of(&ep->senders);

	if (!s)
		return NULL;
	list_unlink(&s->link);
	ep->busy--;
	*wait = s->wait;
	/* Before the lock is free: it is in no queue any more. */
	store_once(&s->wait, WAIT_NONE);
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

/* Whatever waits for a receiver, t, is taken by it: OK, and ep->lock is given back. Else IPC_WAITS, and it is
 * still held. */
static long take_any_locked(struct thread *t, struct endpoint *ep, unsigned accepts,
			    struct message *m, struct list *refused)
{
	struct process *dead;
	struct thread *s;
	uint8_t wait;
	enum err e;

	for (;;) {
		dead = take_letter_locked(ep, m);
		if (dead || take_bits(t, m)) {
			spin_unlock(&ep->lock);
			if (dead)
				object_put(&dead->object);
			return OK;
		}
		s = take_sender_locked(ep, &wait);
		if (!s)
			return IPC_WAITS;
		spin_unlock(&ep->lock);
		e = take_from(t, s, wait, accepts, m);
		if (e == OK)
			return OK;
		set_result(s, e);
		list_add_tail(refused, &s->link);
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
		if (ep->closed || !patient) {
			result = ep->closed ? ERR_CLOSED : ERR_TIMEOUT;
		} else {
			list_add_tail(&ep->receivers, &t->link);
			wait_at(t, ep, WAIT_OF(WAIT_RECV, accepts));
		}
		spin_unlock(&ep->lock);
	}
	wake_refused(&refused);
	return result;
}

/* A message was not for r, a receiver that was taken out for it: it receives anew, since others may have
 * come meanwhile and found nobody. */
static void put_back_receiver(struct endpoint *ep, struct thread *r, unsigned accepts)
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
	if (!valid_info(info) || LORIS_MSG_COUNT(info))
		return ERR_INVALID;
	ipc_refuse(&t->slot, ERR_CLOSED); /* whom it received before and never answered */
	ipc_end_donation(t);
	patient = begin_limit(t, info);
	spin_lock(&ep->lock);
	result = receive_locked(t, ep, accepts_of(info), patient, &m);
	if (result == IPC_WAITS) {
		fence_full(); /* it waits, then the bits: who signals looks the other way round */
		notification_look(t);
		return IPC_WAITS;
	}
	end_limit(t);
	if (result == OK)
		ipc_deliver(t, &m);
	return result;
}

/* ---- reply ------------------------------------------------------------------------------------------------------------ */

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
	if (!valid_info(frame_info(&t->frame)))
		return ERR_INVALID;
	c = ipc_take_caller(slot);
	if (!c)
		return ERR_NOT_FOUND;
	accepts = WAIT_ACCEPTS(c->wait);
	store_once(&c->wait, WAIT_NONE);
	message_of(t, &m, LORIS_MSG_REPLY);
	if (c->fault.waits) {
		pass_verdict(c, m.word[0]);
		*to = c;
		return OK;
	}
	e = carry_handles(t, c, accepts, &m);
	if (e != OK) {
		ipc_finish(c, e);
		return e;
	}
	ipc_deliver(c, &m);
	*to = c;
	return OK;
}

long ipc_answer(struct thread *t, struct reply_slot *slot, const struct message *m,
		struct thread **to)
{
	frame_set_words(&t->frame, m->word);
	frame_set_limit(&t->frame, UINT64_MAX);
	return ipc_reply(t, slot, to);
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

/* ---- letters ----------------------------------------------------------------------------------------------------------- */

void endpoint_post(struct endpoint *ep, struct process *p)
{
	struct thread *r = NULL;
	unsigned accepts;
	struct message m;
	bool closed;

	spin_lock(&ep->lock);
	closed = ep->closed;
	if (!closed) {
		r = first_of(&ep->receivers);
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
