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
 * borrowed mm, this hart's claim active_mm keeps it: the reaper frees nothing before every hart that
 * shows it has left and said so (hazards H01, H02). With borrow=count the hart holds one of mm->refs as
 * well, given back only after satp has left the root (H03). Only this hart moves its own borrow.
 */
#include "kernel/switch.h"
#include "kernel/debug.h"
#include "kernel/policy.h"
#include "kernel/process.h"

#define count(name) count_in(&h->stats.name, 1)

/* What is rare stays out of the way of what is not. */
#define RARE __attribute__((noinline, cold))

static RARE void enter_kernel_mm(struct hart *h, struct mm *prev, struct thread *dead)
{
	h->last_mm_id = prev->id;
	mm_load(h, kernel_mm, NULL, SATP_CAUSE(h, eager));
	if (dead)
		thread_bury(dead);
}

/* kthread -> kthread, user -> kthread */
static inline void enter_kernel(struct hart *h, struct mm *prev, struct thread *dead)
{
	if (!prev) {
		count(kernel_to_kernel);
		return;
	}
	count(user_to_kernel);
	/* From here on flushes may leave this hart alone. What the thread did through its mappings is
	 * done before that: schedule() has released the run queue's lock since (fence rw,w). */
	store_once(&h->user_mm, NULL);
	stretch(lazy);
	if (!policy.lazy) {
		enter_kernel_mm(h, prev, dead);
		return;
	}
	if (!policy.shoot) {
		mm_grab(prev);
		count(grabs);
	}
	if (dead)
		thread_bury(dead);
}

static RARE void give_back(struct hart *h, struct mm *to)
{
	if (mm_stale(to, mm_seen(to, h)))
		mm_pay_debts(to);
	count(drops);
	mm_drop(to);
}

/* kthread -> user, the mm on loan. Its claim kept it from being anyone else's. */
static inline void return_to_user(struct hart *h, struct mm *to)
{
	count(kernel_to_same_user);
	if (!policy.shoot)
		give_back(h, to);
	else if (mm_stale(to, mm_seen(to, h)))
		mm_pay_debts(to);
}

/* kthread -> user, another mm; and, with `lazy` off, any. What is on loan goes back. */
static inline void enter_other_user(struct hart *h, struct mm *to)
{
	struct mm *held = h->active_mm;

	if (!policy.lazy && h->last_mm_id == to->id)
		count(kernel_to_same_user);
	else
		count(kernel_to_other_user);
	store_once(&h->user_mm, to);
	mm_load(h, to, held == kernel_mm ? NULL : held, SATP_CAUSE(h, switch));
}

/* user -> user, same mm. This hart never stopped being one of its users, so whoever changed something
 * interrupted it: nothing can be owed. */
static inline void enter_sibling(struct hart *h, struct thread *dead)
{
	count(user_to_same_user);
	if (dead)
		thread_bury(dead);
}

static RARE void load_and_bury(struct hart *h, struct mm *to, struct thread *dead)
{
	mm_load(h, to, NULL, SATP_CAUSE(h, switch));
	thread_bury(dead);
}

/* user -> user, another mm */
static inline void change_user(struct hart *h, struct mm *to, struct thread *dead)
{
	count(user_to_other_user);
	store_once(&h->user_mm, to);
	if (dead)
		load_and_bury(h, to, dead);
	else
		mm_load(h, to, NULL, SATP_CAUSE(h, switch));
}

void switch_mm(struct hart *h, struct mm *prev, struct thread *dead, struct thread *next)
{
	struct mm *to = next->mm;

	debug_assert_irqs_off();
	debug_assert_on(h);
	debug_tally(h, switches);
	/* Whoever changed something and saw the old `user_mm` or `current` has its change seen by the new
	 * thread before it runs user code, on every path: mm_load() has a fence of its own, and where satp
	 * is kept it stands here, between the claim and the reading of generations (hazards H13, H14, H50;
	 * RVWMO rule 4, fence rw,rw). */
	if (!to) {
		enter_kernel(h, prev, dead);
	} else if (!prev && h->active_mm == to) {
		store_once(&h->user_mm, to);
		fence_full();
		stretch(resume_claimed);
		return_to_user(h, to);
	} else if (!prev) {
		enter_other_user(h, to);
	} else if (prev == to) {
		fence_full();
		enter_sibling(h, dead);
	} else {
		change_user(h, to, dead);
	}
}
