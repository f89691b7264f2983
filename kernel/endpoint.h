/* SPDX-License-Identifier: MIT */
/*
 * Where messages are handed over: from one thread's registers to another's, when both have come. Whoever
 * comes first waits; so at most one of `receivers` and `senders` has threads in it.
 */
#ifndef KERNEL_ENDPOINT_H
#define KERNEL_ENDPOINT_H

#include "kernel/handle.h"
#include "kernel/thread.h"

struct endpoint {
	struct object object;
	struct spinlock lock; /* guards what follows; taken before a run queue's */
	bool closed;	      /* nobody can receive any more, for ever */
	uint32_t
		busy; /* how many senders and letters wait; and this, for ever, once it is closed: */
#define ENDPOINT_BUSY_CLOSED 0x80000000
#define ENDPOINT_BUSY_UNHELD \
	0x40000000 /* or this, while nobody holds it: who receives then begins to */
	struct list receivers, senders; /* threads, by their link; the more urgent senders first */
	struct list levels;    /* of the senders, by their level: the first of each urgency */
	struct list letters;   /* ends of processes, to be told (struct process) */
	struct thread *holder; /* who received and may still be at it: gets donations */
	struct list held;      /* in holder->holds, if there is one */
	uint32_t
		receiver_handles; /* with the right to; atomic. The kernel's own servers count as one */
};

/* What a thread was seen to wait at. It may wait for bits by now, though it was seen in an endpoint's queue
 * just before: then this is no endpoint, and what would be its lock is anything. */
static inline bool is_endpoint(const struct endpoint *at)
{
	return at->object.type == LORIS_ENDPOINT;
}

struct endpoint *endpoint_create(struct quota *q, enum err *e);
/* The letter of p, which has ended: to whoever receives, now or later. Its reference to p goes along. */
void endpoint_post(struct endpoint *ep, struct process *p);
void endpoint_add_receiver(struct endpoint *ep);
/* ep->lock held. */
void endpoint_set_holder_locked(struct endpoint *ep, struct thread *t);
/* The last one's leaving closes it: whoever waits gets ERR_CLOSED. Irqs off. */
void endpoint_drop_receiver(struct endpoint *ep);

/* A kept reply. Ends with an error for the caller if nobody gave it a better answer. */
struct reply {
	struct object object;
	struct reply_slot slot;
};

/* Of these, those with a thread t: t is the current thread, its message is in its frame, irqs are off, no
 * lock is held. What they return is a result, or IPC_WAITS: t is blocked, and *to, if not NULL, is to run
 * next: thread_block_to() or kthread_switch_to(). When t runs again its result is in its frame's a0, and
 * what it received in the rest. */
#define IPC_WAITS 1

long ipc_send(struct thread *t, struct endpoint *ep, uint64_t badge, bool wants_reply,
	      struct thread **to);
/* OK: the message is in t's frame already. */
long ipc_recv(struct thread *t, struct endpoint *ep, uint64_t info, struct thread **to);
/* *to: whoever is answered, blocked, for the caller to run or to wake. ERR_NOT_FOUND: nobody waits in the
 * slot any more. ERR_REFUSED and other errors of handles: both sides get it. */
long ipc_reply(struct thread *t, struct reply_slot *slot, struct thread **to);

/* t has been taken out of its wait by the caller, who has also changed t->wait: this is its result. */
void ipc_finish(struct thread *t, enum err e);
/* t, current, has answered: its priority is its own again, or that of who waits in line for it. */
void ipc_end_donation(struct thread *t);
/* From a kthread, to one whom ipc_take_caller() gave it: this message, without handles. */
void ipc_answer(struct thread *c, const struct message *m);
/* Who waits in `from`, if anyone still does, waits in `to` from now on, which is empty. */
void ipc_pass_caller(struct reply_slot *from, struct reply_slot *to);
/* Likewise, and this is what it receives; it is not woken yet. */
void ipc_deliver(struct thread *t, const struct message *m);
/* Who waits in the slot, if anyone still does, gets this instead of a reply. */
void ipc_refuse(struct reply_slot *slot, enum err e);
/* Who waits in the slot, if anyone still does, is the caller's: to be answered, or finished, and woken. */
ALWAYS_INLINE struct thread *ipc_take_caller(struct reply_slot *slot)
{
	return (struct thread *)atomic_swap64((uint64_t *)&slot->caller, 0);
}
/* ep->lock held: no longer one of its receivers, and *accepts is what it takes. */
void ipc_take_receiver_locked(struct thread *t, unsigned *accepts);

/* Word 4 of t's message, in its frame, is a handle that moves to whoever the message goes to: r, who receives,
 * or c, who waits for t's reply and is then taken out. The endpoint's lock is held. NULL: something about it is
 * unusual, or c has gone; nothing was changed. */
struct thread *ipc_carry_call(struct thread *t, struct thread *r);
struct thread *ipc_carry_reply(struct thread *t, struct thread *c);
/* message.S: the usual cases (ipc_fast.c), with the message in registers. */
void ipc_fast_call(void);
void ipc_fast_reply_recv(void);
void ipc_fast_kernel(struct endpoint *ep);
/* From a kthread: *m is the message, then the reply, which comes within so many ns (UINT64_MAX: whenever).
 * OK, or what kept it. */
long ipc_kernel_call(struct endpoint *ep, struct message *m, uint64_t ns);
/* Between two messages of a kthread that serves with irqs off; the words of its next answer are in its frame. Or
 * who keeps calling would keep the hart's interrupts waiting. */
void ipc_kernel_take_irqs(struct thread *t);
static inline void ipc_kernel_breathe(struct thread *t)
{
	if (irq_pending())
		ipc_kernel_take_irqs(t);
}
/* message.S, for a kthread in message_kernel_reply_recv(), on the hart's stack: answers whom it received last, waits for the
 * next, which then stands there: 0 in a0. */
void ipc_kernel_slow(struct endpoint *ep);

#endif
