/* SPDX-License-Identifier: MIT */
/*
 * Loading an address space on this hart: the claim, the ASID, what is owed, satp, the claim again. And
 * the two ways in which a space that is loaded already is taken up or given up without a write.
 */
#include "kernel/load.h"
#include "kernel/policy.h"
#include "kernel/thread.h"

static struct spinlock asid_lock; /* leaf; guards asid.c's state and every mm->asid */

/*
 * A rollover on another hart reads the claims under asid_lock and then the contexts of the spaces it found.
 * Such a space may die meanwhile: its hart leaves it without that lock. So who frees one lets a scan that
 * has begun come to its end; one that begins later finds no claim on it any more, since all had gone
 * before, and the lock orders that.
 */
void mm_await_scan(void)
{
	spin_lock(&asid_lock);
	spin_unlock(&asid_lock);
}

/* Loading before active: a hart that has finished moved its claim the other way round (mm_load). */
static void each_claim(void (*reserve)(struct asid_context *))
{
	fence_full(); /* after the new generation was stored, before the claims are read */
	stretch(rollover);
	for_each_hart(h) {
		struct mm *loading = load_once(&h->loading_mm), *active;
		fence_acquire();
		active = load_once(&h->active_mm);
		if (loading)
			reserve(&loading->asid);
		if (active)
			reserve(&active->asid);
	}
}

static void count_assignment(enum asid_result r)
{
	if (r == ASID_KEPT)
		stat(asid_kept);
	if (r == ASID_NEW || r == ASID_ROLLOVER)
		stat(asid_allocs);
	if (r == ASID_ROLLOVER)
		stat(asid_rollovers);
}

/* Usually the mm has no number of this generation, or this hart has not paid for the generation yet. */
static unsigned assign_asid(struct hart *h, struct mm *mm)
{
	uint64_t generation = load_once(&asid_generation);

	/* Under kpti, and after a change, neither: as in mm_load(), after the claim. */
	if (asid_of_generation(load_once(&mm->asid.id), generation) && h->asid_paid == generation)
		return asid_number(&mm->asid);
	spin_lock(&asid_lock);
	count_assignment(asid_assign_locked(&mm->asid, each_claim));
	generation = asid_generation;
	spin_unlock(&asid_lock);
	stretch(assigned);
	if (h->asid_paid == generation)
		return asid_number(&mm->asid);
	/* Before the load is soon enough: until satp names the new number, nothing fills under it, and
	 * what is loaded now keeps its own. */
	tlb_fence_all(FENCE_ROLLOVER);
	h->asid_paid = generation;
	return asid_number(&mm->asid);
}

void mm_fence_views(unsigned asid, enum fence_reason why)
{
	tlb_fence_asid(asid, why);
	if (policy.kpti && policy.asid)
		tlb_fence_asid(asid | 1, why);
}

/* mm is not loaded here but was changed since it last was: old entries may still carry its ASID. The
 * fence comes before the write, so that the walker never starts from cached pointers to freed tables. */
static __attribute__((noinline)) void pay_tlb_debt(struct mm *mm, struct mm_seen *seen,
						   unsigned asid)
{
	uint64_t gen = load_once(&mm->tlb_gen);

	fence_acquire(); /* the generation, then what it stands for */
	mm_fence_views(asid, FENCE_DEBT);
	seen->tlb = gen;
}

static __attribute__((noinline)) void pay_code_debt(struct mm *mm, struct mm_seen *seen)
{
	uint64_t gen = load_once(&mm->code_gen);

	fence_acquire();
	icache_fence();
	seen->code = gen;
}

/* Priv. 10.2.1: an ASID that names another root than before needs a fence after the write. With G the
 * kernel's entries survive the form that names ASID 0. */
static __attribute__((noinline)) void fence_shared_asid(void)
{
	if (policy.global)
		tlb_fence_asid(0, FENCE_SWITCH);
	else
		tlb_fence_all(FENCE_SWITCH);
}

static unsigned asid_for(struct hart *h, struct mm *mm)
{
	if (!policy.asid)
		return 0;
	return mm == kernel_mm ? asid_kernel() : assign_asid(h, mm);
}

static inline void let_go_of(struct hart *h, struct mm *mm)
{
	stretch(let_go);
	if (mm && !policy.shoot) {
		count_in(&h->stats.drops, 1);
		mm_drop(mm);
	}
}

/* What is rare stays out of the way of what is not. */
#define RARE __attribute__((noinline, cold))

/* Anything may be owed: an ASID, a fence for it, one for the change of what ASID 0 means, a fence.i. */
static RARE void load_with_debts(struct hart *h, struct mm *mm, struct mm *let_go, uint64_t *cause)
{
	struct mm_seen *seen = mm_seen(mm, h);
	unsigned asid = asid_for(h, mm);
	uint64_t changes = load_once(&mm->changes), gen;

	fence_acquire(); /* `changes`, then what they were */
	gen = load_once(&mm->tlb_gen);
	fence_acquire(); /* the generation, then the fence that covers it, here or below */
	if (policy.asid && seen->tlb != gen)
		pay_tlb_debt(mm, seen, asid);
	write_satp(h, mm, asid, cause);
	if (policy.asid && !policy.kpti) {
		seen->satp = satp_value(mm->satp, asid);
		seen->generation = h->asid_paid; /* of which asid_for() gave the number */
	}
	if (policy.kpti)
		kpti_load(h, mm->satp, mm->user_root, asid);
	if (!policy.asid) {
		fence_shared_asid();
		seen->tlb = gen;
	}
	claim_active(h, mm);
	if (seen->code != load_once(&mm->code_gen))
		pay_code_debt(mm, seen);
	seen->changes = changes;
	let_go_of(h, let_go);
}

void mm_load(struct hart *h, struct mm *mm, struct mm *let_go, uint64_t *cause)
{
	debug_assert_irqs_off();
	if (mm_load_paid(h, mm, cause))
		let_go_of(h, let_go);
	else
		load_with_debts(h, mm, let_go, cause);
}

void mm_pay_debts(struct mm *mm)
{
	struct mm_seen *seen = mm_seen(mm, this_hart());
	uint64_t changes = load_once(&mm->changes);

	fence_acquire(); /* `changes`, then what they were */
	if (seen->tlb != load_once(&mm->tlb_gen))
		pay_tlb_debt(mm, seen, satp_asid());
	if (seen->code != load_once(&mm->code_gen))
		pay_code_debt(mm, seen);
	seen->changes = changes;
}

/* As kthread -> user and back in switch.c, without a switch. */
void mm_begin_use(struct hart *h, struct mm *mm)
{
	struct mm *held = h->active_mm;

	debug_assert_irqs_off();
	store_once(&h->user_mm, mm);
	stretch(use_begun);
	if (held != mm) {
		mm_load(h, mm, held == kernel_mm ? NULL : held, SATP_CAUSE(h, use));
		return;
	}
	fence_full(); /* the claim, then the generations */
	if (mm_stale(mm, mm_seen(mm, h)))
		mm_pay_debts(mm);
	let_go_of(h, mm);
}

void mm_end_use(struct hart *h, struct mm *mm)
{
	fence_release(); /* what was done with the space, then: flushes may leave this hart alone */
	store_once(&h->user_mm, NULL);
	if (!policy.lazy) {
		h->last_mm_id = mm->id;
		mm_load(h, kernel_mm, NULL, SATP_CAUSE(h, use));
	} else if (!policy.shoot) {
		count_in(&h->stats.grabs, 1);
		mm_grab(mm);
	}
}

void mm_leave_if_lazy(struct mm *mm, uint64_t *cause)
{
	struct hart *h = this_hart();
	struct mm *held = h->active_mm;

	if (h->current->mm || held == kernel_mm || (mm && held != mm))
		return;
	mm_load(h, kernel_mm, held, cause);
}
