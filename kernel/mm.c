/* SPDX-License-Identifier: MIT */
/*
 * The life of an address space, and its loading. Changes to what is mapped in it are in vm.c, telling
 * other harts about them in flush.c.
 */
#include "kernel/mm.h"
#include "kernel/hart.h"
#include "kernel/page.h"
#include "kernel/panic.h"
#include "kernel/policy.h"
#include "kernel/reaper.h"
#include "kernel/slab.h"
#include "kernel/thread.h"
#include "lib/string.h"

struct mm *kernel_mm;

static struct spinlock mm_list_lock; /* leaf; guards the two below */
static struct list mm_list = LIST_INIT(mm_list);
static uint64_t mm_last_id;

static struct spinlock asid_lock; /* leaf; guards asid.c's state and every mm->asid */

static size_t mm_size(void)
{
	return sizeof(struct mm) + harts_online * sizeof(struct mm_seen);
}

void mm_init(void)
{
	/* Nothing is ever flushed from it, so its generations stay equal, like everyone's at first. */
	static union {
		struct mm mm;
		char room[sizeof(struct mm) + MAX_HARTS * sizeof(struct mm_seen)];
	} space;

	kernel_mm = &space.mm;
	kernel_mm->root = kernel_root();
	kernel_mm->satp = satp_of(kernel_mm->root);
	kernel_mm->asid.id = ASID_KERNEL;
	memcpy(kernel_mm->name, "kernel", sizeof "kernel");
	list_init(&kernel_mm->all);
	list_add_tail(&mm_list, &kernel_mm->all);
}

struct mm *mm_create(const char *name)
{
	struct mm *mm = slab_alloc_zeroed(mm_size());
	bool irqs;

	if (!mm)
		return NULL;
	mm->root = page_alloc();
	if (!mm->root) {
		slab_free(mm, mm_size());
		return NULL;
	}
	pt_root_init(mm->root);
	mm->satp = satp_of(mm->root);
	mm->refs = 1;
	memcpy(mm->name, name, strnlen(name, MM_NAME_MAX - 1));
	list_init(&mm->regions);
	list_init(&mm->tables);
	irqs = spin_lock_irqsave(&mm_list_lock);
	mm->id = ++mm_last_id;
	list_add_tail(&mm_list, &mm->all);
	spin_unlock_irqrestore(&mm_list_lock, irqs);
	stat(mms_created);
	return mm;
}

/* refs is 0: no hart has the root loaded (each that did held a reference), nobody can find the mm. */
static void mm_free(struct mm *mm)
{
	spin_lock(&mm_list_lock);
	list_remove(&mm->all);
	spin_unlock(&mm_list_lock);
	page_free(mm->root);
	slab_free(mm, mm_size());
	stat(mms_freed);
}

void mm_drop_last(struct mm *mm, uint32_t old)
{
	if (old != 1)
		panic("mm %lu (%s): %u borrow references", mm->id, mm->name, old);
	mm_free(mm);
}

void mm_discard(struct mm *mm)
{
	stat(mms_dead);
	reaper_release_user_half(mm);
	mm_drop(mm);
}

void mm_user_join(struct mm *mm)
{
	atomic_add32(&mm->users, 1);
}

void mm_user_leave(struct mm *mm)
{
	if (atomic_add32_full(&mm->users, -1) == 1) {
		stat(mms_dead);
		reaper_take(mm);
	}
}

/* ---- loading ------------------------------------------------------------------------------------- */

/* Loading before active: a hart that has finished moved its claim the other way round (mm_load). */
static void each_claim(void (*reserve)(struct asid_context *))
{
	fence_full(); /* after the new generation was stored, before the claims are read */
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

/* The mm has no number of this generation, or this hart has not paid for the generation yet. */
static unsigned assign_asid(struct hart *h, struct mm *mm)
{
	uint64_t generation;

	spin_lock(&asid_lock);
	count_assignment(asid_assign_locked(&mm->asid, each_claim));
	generation = asid_generation;
	spin_unlock(&asid_lock);
	if (h->asid_generation == generation)
		return asid_number(&mm->asid);
	/* Before the load is soon enough: until satp names the new number, nothing fills under it, and
	 * what is loaded now keeps its own. */
	tlb_fence_all(FENCE_ROLLOVER);
	h->asid_generation = generation;
	return asid_number(&mm->asid);
}

/* mm is not loaded here but was changed since it last was: old entries may still carry its ASID. The
 * fence comes before the write, so that the walker never starts from cached pointers to freed tables. */
static __attribute__((noinline)) void pay_tlb_debt(struct mm *mm, struct mm_seen *seen,
						   unsigned asid)
{
	uint64_t gen = load_once(&mm->tlb_gen);

	fence_acquire(); /* the generation, then what it stands for */
	tlb_fence_asid(asid, FENCE_DEBT);
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

static inline void write_satp(struct hart *h, struct mm *mm, unsigned asid, uint64_t *cause)
{
	satp_load(mm->satp, asid);
	h->stats.satp_writes++;
	++*cause;
}

/* A scan that misses `loading` must find `active`: it reads them in the opposite order. */
static inline void claim_active(struct hart *h, struct mm *mm)
{
	fence_release();
	store_once(&h->active_mm, mm);
	fence_release();
	store_once(&h->loading_mm, NULL);
}

static unsigned asid_for(struct hart *h, struct mm *mm)
{
	if (!policy.asid)
		return 0;
	return mm == kernel_mm ? ASID_KERNEL : assign_asid(h, mm);
}

static inline void let_go_of(struct hart *h, struct mm *mm)
{
	if (mm) {
		h->stats.drops++;
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
	uint64_t id, generation;

	/* The claim, then the generations: whoever changes one of them first and scans the claims
	 * afterwards is either seen here or sees us (design 7; RVWMO rule 4, fence rw,rw). */
	store_once(&h->loading_mm, mm);
	fence_full();
	id = load_once(&mm->asid.id);
	generation = load_once(&asid_generation);
	/* The usual case: the ASID is of the current generation, which this hart has paid for, and
	 * nothing was changed in the space since it was last loaded here. Without ASIDs no hart has
	 * paid for any generation. */
	if (!asid_of_generation(id, generation) || h->asid_generation != generation ||
	    mm_stale(mm, mm_seen(mm, h))) {
		load_with_debts(h, mm, let_go, cause);
		return;
	}
	write_satp(h, mm, id & ASID_NUMBER_MASK, cause);
	claim_active(h, mm);
	let_go_of(h, let_go);
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

void mm_leave_if_lazy(struct mm *mm, uint64_t *cause)
{
	struct hart *h = this_hart();
	struct mm *held = h->active_mm;

	if (h->current->mm || held == kernel_mm || (mm && held != mm))
		return;
	mm_load(h, kernel_mm, held, cause);
}

/* ---- looking ---------------------------------------------------------------------------------------- */

void mm_for_each(void (*f)(struct mm *mm, void *arg), void *arg)
{
	bool irqs = spin_lock_irqsave(&mm_list_lock);
	struct mm *mm;
	list_for_each(mm, &mm_list, all)
		f(mm, arg);
	spin_unlock_irqrestore(&mm_list_lock, irqs);
}

static void count_one(struct mm *mm, void *arg)
{
	*(uint64_t *)arg += mm != kernel_mm;
}

uint64_t mm_live_count(void)
{
	uint64_t n = 0;
	mm_for_each(count_one, &n);
	return n;
}

uint64_t mm_loaded_mask(const struct mm *mm)
{
	uint64_t mask = 0;

	for_each_hart(h)
		if (mm_claimed_by(mm, h))
			mask |= 1UL << h->index;
	return mask;
}

bool mm_claimed_by(const struct mm *mm, const struct hart *h)
{
	bool loading = load_once(&h->loading_mm) == mm;

	fence_acquire(); /* loading first: mm_load() moves its claim the other way round */
	return loading || load_once(&h->active_mm) == mm;
}
