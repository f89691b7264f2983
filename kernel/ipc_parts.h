/* SPDX-License-Identifier: MIT */
/* What the files of the slow path share (ipc*.c), and nobody else uses. */
#ifndef KERNEL_IPC_PARTS_H
#define KERNEL_IPC_PARTS_H

#include "kernel/endpoint.h"
#include "kernel/process.h"

#define INFO_SENT (7 | 15 << 4 | 7 << 8 | LORIS_MSG_TIMEOUT) /* what a caller may say */

static inline struct thread *ipc_first_of(struct list *queue)
{
	return list_empty(queue) ? NULL : list_first_entry(queue, struct thread, link);
}

static inline unsigned ipc_accepts_of(uint64_t info)
{
	return info >> 8 & 7;
}

/* What may come with t's reply. Not 0, the usual case, for whom ipc_fast.c must look at twice: a verdict on a
 * fault is no usual reply, and a kthread has no space to go to (nor handles to receive). */
static inline unsigned ipc_reply_accepts(const struct thread *t)
{
	return t->fault.waits || !t->mm ? LORIS_MSG_HANDLES_MAX
					: ipc_accepts_of(frame_info(&t->frame));
}

static inline bool ipc_valid_info(uint64_t info)
{
	return !(info & ~(uint64_t)INFO_SENT) && LORIS_MSG_COUNT(info) <= LORIS_MSG_HANDLES_MAX;
}

/* ipc.c: what t sends; kind: as what it arrives. */
void ipc_message_of(const struct thread *t, struct message *m, uint64_t kind);
/* Handles that go along change their owner now, that both sides are known. */
enum err ipc_carry_handles(struct thread *from, struct thread *to, unsigned accepts,
			   struct message *m);
/* ipc_line.c: t stands in line to send. */
void ipc_join_line_locked(struct endpoint *ep, struct thread *t);
/* t, who waits there, is taken out, under the lock of what it waits at: an endpoint, or a notification. */
void ipc_unlink_locked(void *at, struct thread *t);
/* t is no longer the holder of one endpoint: that of which it has been longest. False: of none. */
#define HOLDS_MAX 64
bool ipc_let_go(struct thread *t);
/* This is t's result, once it is woken. */
void ipc_set_result(struct thread *t, enum err e);
/* t, blocked, is where its reply will be looked for. Whoever reads the slot sees what stands in t before. */
void ipc_wait_in_slot(struct thread *t, struct reply_slot *slot, unsigned accepts);
/* t, current, waits at an endpoint, in its queue already; under its lock. */
void ipc_wait_at(struct thread *t, struct endpoint *ep, uint8_t wait);
/* Its time limit begins. Before the lock: the timer is this hart's, whose irqs are off, so it cannot run out
 * before t waits. False: no time at all. */
bool ipc_begin_limit(struct thread *t, uint64_t info);

static inline void ipc_end_limit(struct thread *t)
{
	if (t->timed)
		wait_timer_cancel(t);
}

/* ipc_donate.c: `to`, and whoever it waits for, becomes as urgent as that. */
void ipc_donate_along(struct thread *to, unsigned priority);

static inline void ipc_donate(struct thread *to, unsigned priority)
{
	if (to && load_once(&to->priority) > priority)
		ipc_donate_along(to, priority);
}

/* ipc_recv.c: a message was not for r, a receiver that was taken out for it: it receives anew. */
void ipc_put_back_receiver(struct endpoint *ep, struct thread *r, unsigned accepts);

#endif
