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

static void enter_kernel(struct hart *h, struct mm *from)
{
	if (!from) {
		stat(kernel_to_kernel);
		stat(satp_kept_lazy);
		return;
	}
	stat(user_to_kernel);
	h->last_mm_id = from->id;
	if (policy.lazy) {
		mm_grab(from);
		stat(grabs);
		stat(satp_kept_lazy);
	} else {
		mm_load(kernel_mm, SATP_EAGER);
	}
}

/* Returns the mm this hart no longer borrows, or NULL. */
static struct mm *enter_user_from_kernel(struct hart *h, struct mm *to)
{
	struct mm *active = h->active_mm;

	if (active == to) { /* ours to keep: the borrow has kept it from being anyone else's */
		stat(kernel_to_same_user);
		stat(satp_kept_same);
		mm_catch_up(to);
		return to;
	}
	if (h->last_mm_id == to->id && !policy.lazy)
		stat(kernel_to_same_user);
	else
		stat(kernel_to_other_user);
	mm_load(to, SATP_SWITCH);
	return active == kernel_mm ? NULL : active;
}

static void enter_user_from_user(struct mm *from, struct mm *to)
{
	if (from == to) {
		stat(user_to_same_user);
		stat(satp_kept_same);
		mm_catch_up(to);
		return;
	}
	stat(user_to_other_user);
	mm_load(to, SATP_SWITCH);
}

void switch_mm(struct hart *h, struct leaving prev, struct thread *next)
{
	struct mm *returned = NULL;

	stat(switches);
	/* Whoever changed something and saw the old `current` has its change seen by the new one before
	 * it runs user code, on every path, also where satp is kept (hazard H50). */
	fence_full();
	if (!next->mm)
		enter_kernel(h, prev.mm);
	else if (!prev.mm)
		returned = enter_user_from_kernel(h, next->mm);
	else
		enter_user_from_user(prev.mm, next->mm);

	/* Satp is where it stays now; only here may anything that was loaded be let go. */
	if (returned) {
		stat(drops);
		mm_drop(returned);
	}
	if (prev.dead)
		thread_bury(prev.dead);
}
