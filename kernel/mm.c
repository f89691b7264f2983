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
static __attribute__((noinline)) unsigned assign_asid(struct hart *h, struct mm *mm)
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

/* The claim on mm is published. Returns the number to load it with. */
static inline unsigned asid_for(struct hart *h, struct mm *mm)
{
	uint64_t generation = load_once(&asid_generation), id = load_once(&mm->asid.id);

	if (asid_of_generation(id, generation) && h->asid_generation == generation) {
		h->stats.asid_fast++;
		return id & ASID_NUMBER_MASK;
	}
	return mm == kernel_mm ? ASID_KERNEL : assign_asid(h, mm);
}

/* mm is not loaded here but was changed since it last was: old entries may still carry its ASID. The
 * fence comes before the write, so that the walker never starts from cached pointers to freed tables. */
static __attribute__((noinline)) void pay_tlb_debt(struct mm *mm, struct mm_seen *seen,
						    unsigned asid)
{
	uint64_t gen = load_once(&mm->tlb_gen);

	fence_acquire(); /* the generation, then what it stands for */
	if (policy.asid) /* with ASID 0 the fence after the write pays everything */
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

/* The causes' counters stand in the order of enum satp_cause. */
_Static_assert(offsetof(struct loris_stats, satp_writes_policy) -
			       offsetof(struct loris_stats, satp_writes_switch) ==
		       SATP_POLICY * sizeof(uint64_t),
	       "lib/counters.h and enum satp_cause");

/* Priv. 10.2.1: an ASID that names another root than before needs a fence after the write. With G the
 * kernel's entries survive the form that names ASID 0. */
static __attribute__((noinline)) void fence_shared_asid(void)
{
	if (policy.global)
		tlb_fence_asid(0, FENCE_SWITCH);
	else
		tlb_fence_all(FENCE_SWITCH);
}

void mm_load(struct mm *mm, enum satp_cause cause, struct mm *let_go)
{
	struct hart *h = this_hart();
	struct mm_seen *seen = &mm->seen[h->index];
	const bool tagged = policy.asid;
	unsigned asid = 0;

	/* The claim, then the generations: whoever changes one of them first and scans the claims
	 * afterwards is either seen here or sees us (design 7; RVWMO rule 4, fence rw,rw). */
	store_once(&h->loading_mm, mm);
	fence_full();
	if (tagged)
		asid = asid_for(h, mm);
	if (seen->tlb != load_once(&mm->tlb_gen))
		pay_tlb_debt(mm, seen, asid);
	satp_load(mm->root, asid);
	h->stats.satp_writes++;
	(&h->stats.satp_writes_switch)[cause]++;
	if (!tagged)
		fence_shared_asid();
	/* A scan that misses `loading` must find `active`: it reads them in the opposite order. */
	fence_release();
	store_once(&h->active_mm, mm);
	fence_release();
	store_once(&h->loading_mm, NULL);
	if (seen->code != load_once(&mm->code_gen))
		pay_code_debt(mm, seen);
	if (let_go) {
		h->stats.drops++;
		mm_drop(let_go);
	}
}

void mm_pay_debts(struct mm *mm)
{
	struct mm_seen *seen = &mm->seen[this_hart()->index];

	if (seen->tlb != load_once(&mm->tlb_gen))
		pay_tlb_debt(mm, seen, satp_asid());
	if (seen->code != load_once(&mm->code_gen))
		pay_code_debt(mm, seen);
}

void mm_leave_if_lazy(struct mm *mm, enum satp_cause cause)
{
	struct hart *h = this_hart();
	struct mm *held = h->active_mm;

	if (h->current->mm || held == kernel_mm || (mm && held != mm))
		return;
	mm_load(kernel_mm, cause, held);
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
	for_each_hart(h) {
		bool loading = load_once(&h->loading_mm) == mm;
		fence_acquire();
		if (loading || load_once(&h->active_mm) == mm)
			mask |= 1UL << h->index;
	}
	return mask;
}
