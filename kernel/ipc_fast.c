/* SPDX-License-Identifier: MIT */
/*
 * The usual message, from one thread's ecall to another's sret, without the scheduler:
 *
 *   call        a server waits at the endpoint, on this hart: it runs next, the caller waits for its reply
 *   reply_recv  the caller is on this hart and nobody else has called: it runs next, the server waits
 *
 * The words of the message stay in the registers they came in. This file is compiled with those registers
 * reserved (Makefile), so that C cannot touch them, and with the registers that the trap has saved as
 * scratch; it calls nothing that is compiled otherwise. Each function looks at everything first and leaves
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
#define count(name)	   (message_hart->stats.name++)

_Static_assert(offsetof(struct thread, wait) == offsetof(struct thread, state) + 1, "");
_Static_assert(THREAD_RUNNING == 0 && WAIT_NONE == 0, "one store says both");

#define SPECIAL_BOUND (1u << 24)
_Static_assert(offsetof(struct thread, bound) == offsetof(struct thread, special) + 3, "");

#define INFO_ACCEPT LORIS_MSG_ACCEPT(7) /* all that may be said about a message that passes here */

/* What info adds to t->wait, in t->state_and_wait: how many handles the sender takes. */
ALWAYS_INLINE uint16_t accepts(void)
{
	return (uint16_t)((message_info & INFO_ACCEPT) << 4);
}

/* State and wait as one. */
#define BLOCKED_IN(wait) ((uint16_t)(THREAD_BLOCKED | (wait) << 8))

/* A copy of a copy: nothing that it derives from was revoked (origin.c). */
ALWAYS_INLINE bool all_valid(struct origin *o)
{
	for (; o; o = o->above)
		if (!load_once(&o->valid))
			return false;
	return true;
}

/* As handle_find(), for the handles that endpoint servers and their clients use; else false. */
ALWAYS_INLINE bool find(struct thread *t, uint64_t value, uint64_t what, struct endpoint **out,
			uint64_t *badge)
{
	struct handle_block *b = load_once(&t->process->handles.block);
	uint64_t offset = value << 32 >> (32 - 6);
	struct handle *e = (struct handle *)((char *)b + offset);
	struct origin *origin;
	uint64_t fast;

	if (RARELY(offset >= b->size))
		return false;
	if (RARELY(load_once(&e->key) != value))
		return false;
	fence_acquire(); /* the key, the fields, the key (handle.c) */
	fast = e->fast;
	*out = (struct endpoint *)load_once(&e->object);
	origin = load_once(&e->origin);
	if (badge)
		*badge = load_once(&e->badge);
	fence_acquire();
	if (RARELY(load_once(&e->key) != value))
		return false;
	return USUALLY(fast & what & load_once(&origin->valid)) ||
	       (fast & what << HANDLE_DEEP_SHIFT && all_valid(origin));
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

/* prev's FPU registers, before ep's lock is free: then another hart may take it and run it. */
ALWAYS_INLINE void go_carefully(struct endpoint *ep, struct thread *prev)
{
	if (prev->mm && prev->uses_fpu && arch_user_out(&prev->frame, &prev->fpu))
		stat(fpu_saves);
	fence_release();
	store_once(&ep->lock.held, 0);
	message_settle(prev);
}

/* Nothing but notifications that are bound, and no bits for prev, should it be receiving. Its claim to be so
 * was published before the last full fence; who signals looks the other way round (notify.c). */
ALWAYS_INLINE bool nothing_for(struct thread *prev, struct thread *next)
{
	uint32_t own = load_once(&prev->special);

	return !((own | load_once(&next->special)) & ~SPECIAL_BOUND) &&
	       (!own || !load_once(&prev->notification->bits));
}

/* Over to next, which is current; its registers hold the message. ep's lock was held until now; what was
 * done under it is ordered before by the full fence on every way here. */
ALWAYS_INLINE void go(struct endpoint *ep, struct thread *prev, struct thread *next, bool loaded)
{
	if (RARELY(!loaded || load_once(&prev->special) | load_once(&next->special)))
		if (!loaded || !nothing_for(prev, next))
			go_carefully(ep, prev);
	store_once(&ep->lock.held, 0);
	message_to_user(next);
}

/* From the sender to another user thread: claims and satp, as switch_mm(). Each way ends here, without joining the
 * other: a jump less. */
ALWAYS_INLINE void go_to_user(struct endpoint *ep, struct thread *next, struct mm *to)
{
	debug_tally(message_hart, switches);
	if (to == message_sender->mm) {
		count(user_to_same_user);
		fence_full();
		go(ep, message_sender, next, true);
	}
	store_once(&message_hart->user_mm, to);
	if (USUALLY(mm_load_paid(message_hart, to, &message_hart->handed_over)))
		go(ep, message_sender, next, true);
	count(user_to_other_user); /* ipc_settle() loads it, and counts that */
	go_carefully(ep, message_sender);
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
		go_carefully(ep, t);
	store_once(&ep->lock.held, 0);
	message_to_kthread(r);
}

void ipc_fast_call(void)
{
	struct thread *r;
	uint16_t how = BLOCKED_IN(WAIT_REPLY);
	struct endpoint *ep;
	struct list *first;
	struct mm *to;
	uint64_t badge;

	if (RARELY(!find(message_sender, message_handle, HANDLE_FAST_SEND, &ep, &badge)))
		goto slow;
	if (RARELY(message_info)) {
		if (message_info & ~(uint64_t)INFO_ACCEPT)
			goto slow;
		how |= accepts();
	}
	spin_lock(&ep->lock);
	first = ep->receivers.next;
	r = list_entry(first, struct thread, link);
	if (RARELY(first == &ep->receivers || r->hart != message_hart))
		goto unlock;
	to = r->mm;
	if (RARELY(!to) && !(policy.lazy && policy.shoot))
		goto unlock;
	list_unlink(first);
	give_to(message_sender, r, how);
	store_once(&message_hart->current, r);
	message_info = LORIS_MSG_CALL;
	message_badge = badge;
	if (!to)
		enter_server(ep, message_sender, r);
	go_to_user(ep, r, to);
unlock:
	spin_unlock(&ep->lock);
slow:
	message_slow_call(message_handle);
}

/* ---- reply_recv ------------------------------------------------------------------------------------------- */

/* Whoever t received last can be answered here and now; ep's lock held. NULL: not so. */
ALWAYS_INLINE struct thread *answerable(struct endpoint *ep, struct reply_slot *slot,
					unsigned priority)
{
	struct thread *c = load_once(&slot->caller);

	if (RARELY(!c || ep->busy))
		return NULL;
	/* A kthread, or one that faulted, is known by its taking handles along (ipc.c, reply_accepts). */
	if (RARELY(c->wait != WAIT_REPLY) &&
	    (WAIT_KIND(c->wait) != WAIT_REPLY || c->fault.waits || !c->mm))
		return NULL;
	if (RARELY(c->hart != message_hart || c->priority > priority))
		return NULL;
	/* From here on it is ours, unless someone has just taken it out. */
	return (struct thread *)atomic_swap64((uint64_t *)&slot->caller, 0);
}

ALWAYS_INLINE void wait_for_next(struct endpoint *ep, struct thread *t, uint16_t how)
{
	list_add_tail(&ep->receivers, &t->link);
	t->wait_on = ep;
	t->priority = t->base_priority;
	fence_release(); /* where it waits, then that it does (ipc_cancel.c) */
	store_once(&t->state_and_wait, how);
}

void ipc_fast_reply_recv(void)
{
	struct thread *c;
	uint16_t how = BLOCKED_IN(WAIT_RECV);
	struct endpoint *ep;

	if (RARELY(!find(message_sender, message_handle, HANDLE_FAST_RECV, &ep, NULL)))
		goto slow;
	if (RARELY(message_info)) {
		if (message_info & ~(uint64_t)INFO_ACCEPT)
			goto slow;
		how |= accepts();
		message_info = LORIS_MSG_REPLY;
	}
	spin_lock(&ep->lock);
	c = answerable(ep, &message_sender->slot, message_sender->priority);
	if (RARELY(!c))
		goto unlock;
	store_once(&c->state_and_wait, THREAD_RUNNING);
	wait_for_next(ep, message_sender, how);
	store_once(&message_hart->current, c);
	message_badge = 0;
	go_to_user(ep, c, c->mm);
unlock:
	spin_unlock(&ep->lock);
slow:
	message_info |= how >> 4 & INFO_ACCEPT; /* as it was */
	message_slow_reply_recv(message_handle);
}

/* The same for a kthread, whose words have been put into the registers (entry.S). */
void ipc_fast_kernel(struct endpoint *ep)
{
	struct thread *t = message_hart->current, *c;

	if (RARELY(!(policy.lazy && policy.shoot)))
		goto slow;
	spin_lock(&ep->lock);
	c = answerable(ep, &t->slot, t->priority);
	if (RARELY(!c))
		goto unlock;
	store_once(&c->state_and_wait, THREAD_RUNNING);
	wait_for_next(ep, t, BLOCKED_IN(WAIT_RECV));
	store_once(&message_hart->current, c);
	message_badge = 0;
	debug_tally(message_hart, switches);
	go(ep, t, c, resume_space(c->mm));
unlock:
	spin_unlock(&ep->lock);
slow:
	message_slow_kernel(ep);
}
