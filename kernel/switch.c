/* SPDX-License-Identifier: MIT */
/*
 * The heart of Loris: a hart changes its address space only when the next thread really needs another.
 *
 *   from -> to                      satp           borrow reference        counter
 *   kthread -> kthread              keep           the hart keeps it       kernel_to_kernel
 *   user    -> kthread              keep (lazy)    grab prev's mm          user_to_kernel
 *   kthread -> user, mm on loan     keep           drop, after the switch  kernel_to_same_user
 *   kthread -> user, another mm     load           drop the old, after     kernel_to_other_user
 *   user    -> user, same mm        keep           -                       user_to_same_user
 *   user    -> user, another mm     load           -                       user_to_other_user
 *
 * With `lazy` off a kthread loads the kernel mm instead of borrowing, and its successor loads again.
 *
 * Who holds what: while a user thread runs, its mm->users keeps the mm. While a kthread runs on a
 * borrowed mm, this hart holds one of mm->refs, taken before prev can have left and given back only
 * after satp has left the root (hazards H01, H03). Only this hart moves its own borrow.
 */
#include "kernel/switch.h"
#include "kernel/policy.h"
#include "kernel/process.h"

/* kthread -> kthread, user -> kthread */
static inline void enter_kernel(struct hart *h, struct leaving prev)
{
	if (!prev.mm) {
		stat(kernel_to_kernel);
		stat(satp_kept_lazy);
		return;
	}
	stat(user_to_kernel);
	h->last_mm_id = prev.mm->id;
	if (policy.lazy) {
		mm_grab(prev.mm);
		stat(grabs);
		stat(satp_kept_lazy);
	} else {
		mm_load(kernel_mm, SATP_EAGER);
	}
	if (prev.dead)
		thread_bury(prev.dead);
}

/* kthread -> user, the mm on loan. It was ours to keep: the borrow kept it from being anyone else's. */
static inline void enter_same_user(struct hart *h, struct mm *to)
{
	stat(kernel_to_same_user);
	stat(satp_kept_same);
	mm_catch_up(to, h->index);
	stat(drops);
	mm_drop(to);
}

/* kthread -> user, another mm; and with `lazy` off, any. */
static void enter_other_user(struct hart *h, struct mm *to)
{
	struct mm *held = h->active_mm;

	if (!policy.lazy && h->last_mm_id == to->id)
		stat(kernel_to_same_user);
	else
		stat(kernel_to_other_user);
	mm_load(to, SATP_SWITCH);
	if (held == kernel_mm)
		return;
	stat(drops); /* only now: satp has left it */
	mm_drop(held);
}

/* user -> user */
static inline void change_user(struct hart *h, struct leaving prev, struct mm *to)
{
	if (prev.mm == to) {
		stat(user_to_same_user);
		stat(satp_kept_same);
		mm_catch_up(to, h->index);
	} else {
		stat(user_to_other_user);
		mm_load(to, SATP_SWITCH);
	}
	if (prev.dead)
		thread_bury(prev.dead);
}

void switch_mm(struct hart *h, struct leaving prev, struct thread *next)
{
	struct mm *to = next->mm;

	stat(switches);
	/* Whoever changed something and saw the old `current` has its change seen by the new one before
	 * it runs user code, on every path, also where satp is kept (hazard H50). */
	fence_full();
	if (!to)
		enter_kernel(h, prev);
	else if (prev.mm)
		change_user(h, prev, to);
	else if (h->active_mm == to)
		enter_same_user(h, to);
	else
		enter_other_user(h, to);
}
