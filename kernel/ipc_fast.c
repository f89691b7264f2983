/* SPDX-License-Identifier: MIT */
/*
 * The usual message, from one thread's ecall to another's sret, without the scheduler:
 *
 *   call        a server waits at the endpoint, on this hart: it runs next, the caller waits for its reply
 *   reply_recv  the caller is on this hart and nobody else has called: it runs next, the server waits
 *
 * The words of the message stay in the registers they came in. This file is compiled with those registers
 * reserved (Makefile), so that C cannot touch them, and with the registers that the trap has saved as
 * scratch; it calls nothing that is compiled otherwise, but by message_carry_. Each function looks at everything first and leaves
 * it to the slow path (ipc.c) with nothing changed, or does it, and that cannot fail.
 *
 * No lock of a run queue is taken: a thread that waits here is in no run queue, and who takes it out of
 * where it waits owns it (ipc.c). What a killer does at the same time is settled like this: we make a
 * thread current, or blocked, then a full fence, then read its attention; he sets that, then a fence, then
 * looks where it is. One of us sees the other (RVWMO rule 4), and if it is we, ipc_settle() does his work.
 */
#define MESSAGE_IN_REGISTERS
#include "kernel/debug.h"
#undef stretch /* it calls */
#define stretch(point) ((void)0)
#include "kernel/endpoint.h"
#include "kernel/load.h"
#include "kernel/notify.h"
#include "kernel/policy.h"
#include "kernel/process.h"

#define RARELY(condition)  __builtin_expect(!!(condition), 0)
#define USUALLY(condition) __builtin_expect(!!(condition), 1)
#define count(name)	   count_in(&message_hart->stats.name, 1)

_Static_assert(offsetof(struct thread, wait) == offsetof(struct thread, state) + 1, "");
_Static_assert(THREAD_RUNNING == 0 && WAIT_NONE == 0, "one store says both");

#define SPECIAL_BOUND (1u << 24)
_Static_assert(offsetof(struct thread, bound) == offsetof(struct thread, special) + 3, "");

/* All that may be said about a message that passes here: what is accepted, and that one handle moves. */
#define INFO_ACCEPT LORIS_MSG_ACCEPT(7)
#define INFO_MOVED  (LORIS_MSG_HANDLES(1) | LORIS_MSG_MOVE(0))

/* What info adds to t->wait, in t->state_and_wait: how many handles the sender takes. */
ALWAYS_INLINE uint16_t accepts(void)
{
	return (uint16_t)((message_info & INFO_ACCEPT) << 4);
}

/* State and wait as one. */
#define BLOCKED_IN(wait) ((uint16_t)(THREAD_BLOCKED | (wait) << 8))

/* `badge`: it is to be delivered along with the message. */
ALWAYS_INLINE bool find(struct thread *t, uint64_t value, uint64_t what, struct endpoint **out,
			bool badge)
{
	struct handle *h = handle_look(&t->process->handles, value);

	if (RARELY(!h))
		return false;
	*out = (struct endpoint *)h->object;
	if (badge)
		message_badge = h->badge;
	return handle_seen(h, value, what);
}

/* After a kthread, which has borrowed what is loaded; whatever it is goes back for nothing. */
ALWAYS_INLINE bool resume_space(struct mm *to)
{
	store_once(&message_hart->user_mm, to);
	if (message_hart->active_mm == to) {
		count(kernel_to_same_user);
		fence_full();
		return !mm_stale(to, mm_seen(to, message_hart));
	}
	count(kernel_to_other_user);
	return mm_load_paid(message_hart, to, SATP_CAUSE(message_hart, switch));
}

/*
 * Nothing but notifications that are bound, and no bits for prev, if it is receiving. Its claim to be so was
 * published before the last full fence; who signals looks the other way round (notify.c). It is in line, under
 * the lock; one that has called may be taken out, and end, while we look.
 */
ALWAYS_INLINE bool nothing_for(const struct thread *prev, const struct thread *next, bool receives)
{
	const struct notification *n;

	if ((load_once(&prev->special) | load_once(&next->special)) & ~SPECIAL_BOUND)
		return false;
	n = receives ? load_once(&prev->notification) : NULL;
	return !n || !load_once(&n->bits);
}

/* Over to next, which is current; its registers hold the message. ep's lock was held until now; what was
 * done under it is ordered before by the full fence on every way here. */
ALWAYS_INLINE void go(struct endpoint *ep, struct thread *prev, struct thread *next, bool loaded,
		      bool receives, void (*end)(struct thread *))
{
	if (RARELY(!loaded || load_once(&prev->special) | load_once(&next->special)))
		if (!loaded || !nothing_for(prev, next, receives))
			message_settle(prev, ep);
	store_once(&ep->lock.held, 0);
	end(next);
}

/* From the sender to another user thread: claims and satp, as switch_mm(). Each way ends here, without joining the
 * other: a jump less. */
ALWAYS_INLINE void go_to_user(struct endpoint *ep, struct thread *next, struct mm *to,
			      bool receives)
{
	debug_tally(message_hart, switches);
	if (to == message_sender->mm) {
		count(user_to_same_user);
		fence_full();
		go(ep, message_sender, next, true, receives, message_to_user);
	}
	store_once(&message_hart->user_mm, to);
	if (USUALLY(mm_load_paid(message_hart, to, &message_hart->handed_over)))
		go(ep, message_sender, next, true, receives, message_to_user);
	count(user_to_other_user); /* ipc_settle() loads it, and counts that */
	message_settle(message_sender, ep);
}

/* ---- call ------------------------------------------------------------------------------------------------ */

ALWAYS_INLINE void give_to(struct thread *t, struct thread *r, uint16_t how)
{
	r->slot.caller = t;
	t->asked = &r->slot;
	fence_release(); /* where it is, then that it is there (ipc_cancel.c) */
	store_once(&t->state_and_wait, how);
	store_once(&r->state_and_wait, THREAD_RUNNING);
	if (RARELY(r->priority > t->priority))
		r->priority = t->priority; /* donated */
}

/* A kthread serves: the space stays, lazily. */
ALWAYS_INLINE void enter_server(struct endpoint *ep, struct thread *t, struct thread *r)
{
	debug_tally(message_hart, switches);
	count(user_to_kernel);
	fence_full(); /* as in switch.c: what the thread did, then that flushes may pass it over */
	store_once(&message_hart->user_mm, NULL);
	if (RARELY(load_once(&t->special) | load_once(&r->special)))
		message_settle(t, ep);
	store_once(&ep->lock.held, 0);
	message_to_kthread(r);
}

/* Who receives, and can be handed the hart; NULL: nobody, or not so. ep's lock held. */
ALWAYS_INLINE struct thread *receiver_here(struct endpoint *ep)
{
	struct list *first = ep->receivers.next;
	struct thread *r = list_entry(first, struct thread, link);

	if (RARELY(first == &ep->receivers || r->hart != message_hart))
		return NULL;
	if (RARELY(!r->mm) && !(policy.lazy && policy.shoot))
		return NULL;
	return r;
}

void ipc_fast_call(void)
{
	struct thread *r;
	uint16_t how = BLOCKED_IN(WAIT_REPLY);
	struct endpoint *ep;
	struct mm *to;

	if (RARELY(!find(message_sender, message_handle, HANDLE_FAST_SEND, &ep, true)))
		goto slow;
	if (RARELY(message_info)) {
		how |= accepts();
		if (message_info & ~(uint64_t)INFO_ACCEPT)
			goto carry;
	}
	spin_lock(&ep->lock);
	r = receiver_here(ep);
	if (RARELY(!r))
		goto unlock;
	to = r->mm;
	message_set_info(LORIS_MSG_CALL);
commit:
	list_unlink_first(&ep->receivers, &r->link);
	give_to(message_sender, r, how);
	store_once(&message_hart->current, r);
	if (!to)
		enter_server(ep, message_sender, r);
	go_to_user(ep, r, to, false);
carry:
	if ((message_info & ~(uint64_t)INFO_ACCEPT) != INFO_MOVED)
		goto slow;
	spin_lock(&ep->lock);
	r = receiver_here(ep);
	if (r && message_carry_call(message_sender, r)) {
		to = r->mm;
		message_set_info(LORIS_MSG_CALL | LORIS_MSG_HANDLES(1));
		goto commit;
	}
unlock:
	spin_unlock(&ep->lock);
slow:
	message_slow_call(message_handle);
}

/* ---- reply_recv ------------------------------------------------------------------------------------------- */

/* Whoever t received last can be answered here and now; ep's lock held. NULL: not so. */
ALWAYS_INLINE struct thread *answerable(const struct endpoint *ep, struct reply_slot *slot,
					unsigned priority)
{
	struct thread *c = load_once(&slot->caller);

	if (RARELY(!c || ep->busy))
		return NULL;
	/* A kthread, or one that faulted, is known by its taking handles along (ipc.c, reply_accepts). */
	if (RARELY(c->wait != WAIT_REPLY) &&
	    (WAIT_KIND(c->wait) != WAIT_REPLY || c->fault.waits || !c->mm))
		return NULL;
	return USUALLY(c->hart == message_hart && c->priority <= priority) ? c : NULL;
}

/* What was lent to t for the call that it answers ends. Not so if somebody may have lent it who waits in line elsewhere
 * than at ep: ipc_end_donation() looks. Who lends meanwhile must not be undone, so that nothing is stored where nothing
 * ends. */
ALWAYS_INLINE bool give_back(const struct endpoint *ep, struct thread *t)
{
	if (USUALLY(t->priority == t->base_priority))
		return true;
	if (t->holding > (ep->holder == t))
		return false;
	t->priority = t->base_priority;
	return true;
}

ALWAYS_INLINE void wait_for_next(struct endpoint *ep, struct thread *t, uint16_t how)
{
	list_add_tail(&ep->receivers, &t->link);
	t->wait_on = ep;
	fence_release(); /* where it waits, then that it does (ipc_cancel.c) */
	store_once(&t->state_and_wait, how);
}

void ipc_fast_reply_recv(void)
{
	struct thread *c;
	uint16_t how = BLOCKED_IN(WAIT_RECV);
	struct endpoint *ep;

	if (RARELY(!find(message_sender, message_handle, HANDLE_FAST_RECV, &ep, false)))
		goto slow;
	if (RARELY(message_info)) {
		how |= accepts();
		if (message_info & ~(uint64_t)INFO_ACCEPT)
			goto carry;
		message_info = LORIS_MSG_REPLY;
	}
	spin_lock(&ep->lock);
	if (RARELY(!answerable(ep, &message_sender->slot, message_sender->priority)) ||
	    RARELY(!give_back(ep, message_sender)))
		goto unlock;
	c = ipc_take_caller(&message_sender->slot);
	if (RARELY(!c))
		goto unlock;
commit:
	store_once(&c->state_and_wait, THREAD_RUNNING);
	wait_for_next(ep, message_sender, how);
	store_once(&message_hart->current, c);
	message_badge = 0;
	go_to_user(ep, c, c->mm, true);
carry:
	if ((message_info & ~(uint64_t)INFO_ACCEPT) != INFO_MOVED)
		goto slow;
	spin_lock(&ep->lock);
	c = answerable(ep, &message_sender->slot, message_sender->priority);
	if (c && give_back(ep, message_sender) && message_carry_reply(message_sender, c)) {
		message_set_info(LORIS_MSG_REPLY | LORIS_MSG_HANDLES(1));
		goto commit;
	}
unlock:
	spin_unlock(&ep->lock);
slow:
	message_info |= how >> 4 & INFO_ACCEPT; /* as it was */
	message_slow_reply_recv(message_handle);
}

/* The same for a kthread, whose words have been put into the registers (message.S). */
void ipc_fast_kernel(struct endpoint *ep)
{
	struct thread *t = message_hart->current, *c;

	if (RARELY(!(policy.lazy && policy.shoot)))
		goto slow;
	spin_lock(&ep->lock);
	if (RARELY(!answerable(ep, &t->slot, t->priority)) || RARELY(!give_back(ep, t)))
		goto unlock;
	c = ipc_take_caller(&t->slot);
	if (RARELY(!c))
		goto unlock;
	store_once(&c->state_and_wait, THREAD_RUNNING);
	wait_for_next(ep, t, BLOCKED_IN(WAIT_RECV));
	store_once(&message_hart->current, c);
	message_badge = 0;
	debug_tally(message_hart, switches);
	go(ep, t, c, resume_space(c->mm), true, message_from_kthread);
unlock:
	spin_unlock(&ep->lock);
slow:
	message_slow_kernel(ep);
}
