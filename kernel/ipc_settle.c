/* SPDX-License-Identifier: MIT */
/* What remains after a message was handed over on the spot, and was not quite usual (ipc_fast.c). */
#include "kernel/endpoint.h"
#include "kernel/ipc_settle.h"
#include "kernel/mm.h"
#include "kernel/notify.h"

/* next is current, its space is claimed. Nothing is given back: a user thread holds no borrow, and kthreads
 * come this way only where borrowing is free (ipc_fast.c). */
static void settle_space(struct hart *h, struct mm *mm)
{
	if (h->active_mm != mm)
		mm_load(h, mm, NULL, SATP_CAUSE(h, switch));
	else if (mm_stale(mm, mm_seen(mm, h)))
		mm_pay_debts(mm);
}

void ipc_settle(struct thread *prev, struct endpoint *ep)
{
	struct hart *h = this_hart();
	struct thread *next = h->current;

	/* Once the lock is free another hart may take prev and run it. */
	if (prev->mm && arch_user_out(&prev->frame, &prev->fpu))
		stat(fpu_saves);
	spin_unlock(&ep->lock);
	if (next->mm)
		settle_space(h, next->mm);
	arch_user_in(&next->frame, &next->fpu, h, h->fpu_owner);
	if (next->timed)
		wait_timer_cancel(next);
	if (load_once(&prev->attention) & ATTENTION_KILLED)
		thread_stop_waiting(prev);
	else if (prev->bound)
		notification_look(prev);
	if (load_once(&next->attention) & ATTENTION_KILLED)
		thread_exit_killed();
}
