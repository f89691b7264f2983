/* SPDX-License-Identifier: MIT */
/*
 * Telling other harts that a mapping has lost a right, that code was written, or that a space is dead.
 *
 * Always the same order: change; fence; bump the generation; fence; scan the claims. A hart that the
 * scan does not find reads the new generation when it next loads the space and pays then; a hart that
 * it finds is interrupted and acknowledges. With defer=on the claim that counts is user_mm: a hart that
 * holds the space lazily uses none of its entries, is left alone, and pays when it resumes the space,
 * in switch_mm(). With defer=off every hart that has it loaded is interrupted.
 *
 * Nobody is left alone when tables are freed. Below a root that happens only at the end of the space,
 * in the reaper, after mm_make_harts_leave(); a flush never frees one.
 */
#include "kernel/mm.h"
#include "kernel/debug.h"
#include "kernel/hart.h"
#include "kernel/policy.h"
#include "kernel/smp.h"

struct flush {
	struct mm *mm;
	va_t va;
	uint64_t len; /* 0: code, not translations */
};

/* Above this many pages one fence for the whole ASID is cheaper than one each. */
#define FLUSH_PAGES_MAX 16

static void fence_range(va_t va, uint64_t len, enum fence_reason why)
{
	uint64_t pages = len / PAGE_SIZE;
	unsigned asid = satp_asid();

	/* Leaf entries only: tables are not freed while the space lives (section 11.2.1: rs1 != x0
	 * orders leaf entries, and no others). */
	if (policy.kpti && policy.asid)
		tlb_fence_pages(va, pages, asid | 1, why);
	tlb_fence_pages(va, pages, asid, why);
}

/* On a hart that has the space loaded: fence what changed, or everything if more changed than this. The
 * changer holds mm->lock until all have answered, so this is the only change there is. */
static void change_here(const struct flush *f, enum fence_reason why)
{
	struct mm *mm = f->mm;
	struct mm_seen *seen = mm_seen(mm, this_hart());
	uint64_t tlb = load_once(&mm->tlb_gen), code = load_once(&mm->code_gen);
	bool is_next = seen->tlb + 1 == tlb;

	fence_acquire(); /* read the generation, then fence: later changes are not claimed as seen */
	/* This hart's own words, which it does not look at before the fence below, nor anyone else. */
	*(f->len ? &seen->tlb : &seen->code) = f->len ? tlb : code;
	if (seen->tlb == tlb && seen->code == code)
		seen->changes = mm->changes;
	if (!f->len)
		icache_fence();
	else if (is_next && f->len <= FLUSH_PAGES_MAX * PAGE_SIZE)
		fence_range(f->va, f->len, why);
	else
		mm_fence_views(satp_asid(), why);
}

static void flush_remote(void *arg)
{
	const struct flush *f = arg;

	stretch(flush_remote);
	if (this_hart()->active_mm != f->mm)
		return; /* it has left meanwhile; its next load compares generations */
	change_here(f, FENCE_REMOTE);
}

/* The generation is bumped. Asks every other hart that may use old entries, and waits. */
static __attribute__((noinline)) void ask_others(const struct flush *f)
{
	uint64_t mask = 0, skipped = 0, deferred = 0;

	fence_full(); /* the generation, then the claims (hazards H12, H13; RVWMO rule 4) */
	stretch(flush_bumped);
	for_each_hart(h) {
		if (h == this_hart())
			continue;
		if (load_once(&h->user_mm) == f->mm)
			mask |= 1UL << h->index;
		else if (!mm_claimed_by(f->mm, h))
			skipped++;
		else if (policy.defer)
			deferred++;
		else
			mask |= 1UL << h->index;
	}
	stretch(flush_scanned);
	stat_add(shootdown_skips, skipped);
	stat_add(shootdown_deferred, deferred);
	stat_add(shootdown_ipis, smp_call(mask, flush_remote, (void *)f));
}

/* generation: of this kind of change. */
static void announce(struct mm *mm, va_t va, uint64_t len, uint64_t *generation)
{
	struct flush f = {mm, va, len};

	fence_full(); /* the changed entries or instructions, then the generation */
	store_once(generation, *generation + 1);
	if (!len)
		stretch(code_bumped);
	fence_release(); /* the kind, then `changes`: who sees the one sees the other */
	store_once(&mm->changes, mm->changes + 1);
	if (this_hart()->active_mm == mm)
		change_here(&f, FENCE_LOCAL);
	stat(shootdowns);
	if (harts_online > 1)
		ask_others(&f);
	if (len)
		hint(HINT_FLUSHED, va, len, mm->root);
}

void mm_flush_locked(struct mm *mm, va_t va, uint64_t len)
{
	debug_assert_held(&mm->lock.lock);
	stretch(changed);
	announce(mm, va, len, &mm->tlb_gen);
}

void mm_code_changed_locked(struct mm *mm)
{
	announce(mm, 0, 0, &mm->code_gen);
}

void mm_fence_spurious(struct mm *mm)
{
	struct mm_seen *seen = mm_seen(mm, this_hart());
	uint64_t gen = load_once(&mm->tlb_gen);

	fence_acquire();
	/* All addresses: the stale entry may be an invalid non-leaf, which the form with an address
	 * would leave (section 11.2.1). */
	mm_fence_views(satp_asid(), FENCE_SPURIOUS);
	seen->tlb = gen;
}

static void leave_remote(void *mm)
{
	mm_leave_if_lazy(mm, SATP_CAUSE(this_hart(), leave));
}

void mm_make_harts_leave(struct mm *mm)
{
	bool irqs = irq_save();
	uint64_t mask;

	fence_full(); /* the emptied root, then the claims */
	mask = mm_loaded_mask(mm);
	if (mask & (1UL << this_hart()->index))
		mm_leave_if_lazy(mm, SATP_CAUSE(this_hart(), leave));
	mask &= smp_others();
	stat_add(shootdown_ipis, smp_call(mask, leave_remote, mm));
	irq_restore(irqs);
}
