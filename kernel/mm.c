/* SPDX-License-Identifier: MIT */
/*
 * The life of an address space: who keeps it, and when its two deaths come. It is loaded in load.c;
 * changes to what is mapped in it are in vm.c, telling other harts about them in flush.c.
 */
#include "kernel/mm.h"
#include "kernel/debug.h"
#include "kernel/hart.h"
#include "kernel/page.h"
#include "kernel/panic.h"
#include "kernel/policy.h"
#include "kernel/quota.h"
#include "kernel/reaper.h"
#include "kernel/slab.h"
#include "kernel/thread.h"
#include "lib/string.h"

struct mm *kernel_mm;

static struct spinlock
	mm_list_lock; /* leaf, but for the page allocator's; guards the three below */
static struct list mm_list = LIST_INIT(mm_list);
static uint64_t mm_last_id;
static bool user_roots_wanted; /* kpti is on, or about to be */

_Static_assert(sizeof(struct mm) + MAX_HARTS * sizeof(struct mm_seen) <= SLAB_MAX_SIZE,
	       "mm_size()");

static size_t mm_size(void)
{
	return sizeof(struct mm) + harts_online * sizeof(struct mm_seen);
}

BOOT void mm_init(void)
{
	/* Nothing is ever flushed from it, so its generations stay equal, like everyone's at first. */
	static union {
		struct mm mm;
		char room[sizeof(struct mm) + MAX_HARTS * sizeof(struct mm_seen)];
	} space;

	kernel_mm = &space.mm;
	kernel_mm->root = kernel_root();
	kernel_mm->satp = satp_of(kernel_mm->root);
	memcpy(kernel_mm->name, "kernel", sizeof "kernel");
	list_init(&kernel_mm->all);
	list_add_tail(&mm_list, &kernel_mm->all);
}

static void release(struct mm *mm)
{
	if (POLICY_CAN_BE(kpti) && mm->user_root)
		pt_user_root_free(mm->user_root);
	hint(HINT_TABLE_FREE, mm->root, 0, 0);
	debug_table_free(mm->root);
	quota_return_pages(mm->quota, MM_PAGES_CHARGED);
	if (mm->quota)
		quota_put(mm->quota);
	slab_free(mm, mm_size());
}

/* Published last, when it cannot fail any more (hazard H11). Whether a second root is wanted is decided
 * under the same lock, so mm_want_user_roots() misses nobody. */
static bool enlist(struct mm *mm)
{
	bool irqs = spin_lock_irqsave(&mm_list_lock), ok;

	if (POLICY_CAN_BE(kpti) && user_roots_wanted)
		mm->user_root = pt_user_root_new(mm->root);
	ok = !POLICY_CAN_BE(kpti) || mm->user_root || !user_roots_wanted;
	if (ok) {
		mm->id = ++mm_last_id;
		list_add_tail(&mm_list, &mm->all);
	}
	spin_unlock_irqrestore(&mm_list_lock, irqs);
	return ok;
}

struct mm *mm_create(const char *name)
{
	struct mm *mm = slab_alloc_zeroed(mm_size());

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
	hint(HINT_TABLE_USED, mm->root, PT_ROOT_LEVEL, 0);
	memcpy(mm->name, name, strnlen(name, MM_NAME_MAX - 1));
	list_init(&mm->regions);
	list_init(&mm->tables);
	if (!enlist(mm)) {
		release(mm);
		return NULL;
	}
	hint(HINT_SPACE, mm->root, mm->id, mm->user_root);
	stat(mms_created);
	return mm;
}

bool mm_charge_to(struct mm *mm, struct quota *q)
{
	if (!quota_charge_pages(q, MM_PAGES_CHARGED))
		return false;
	if (q)
		quota_get(q);
	mm->quota = q;
	return true;
}

/* refs is 0: no hart has the root loaded (each that did held a reference), nobody can find the mm. */
static void mm_free(struct mm *mm)
{
	debug_assert_irqs_off();
	spin_lock(&mm_list_lock);
	list_remove(&mm->all);
	spin_unlock(&mm_list_lock);
	mm_await_scan();
	release(mm);
	stat(mms_freed);
}

void mm_drop_last(struct mm *mm, uint32_t old)
{
	if (old != 1)
		panic("mm %lu (%s): %u borrow references", mm->id, mm->name, old);
	mm_free(mm);
}

void mm_pin(struct mm *mm)
{
	atomic_add32(&mm->pins, 1);
	mm_grab(mm);
}

void mm_unpin(struct mm *mm)
{
	atomic_add32(&mm->pins, -1);
	mm_drop(mm);
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

bool mm_user_try_join(struct mm *mm)
{
	uint32_t users = load_once(&mm->users);

	while (users && !atomic_cas32(&mm->users, &users, users + 1))
		;
	return users;
}

void mm_user_leave(struct mm *mm)
{
	if (atomic_add32_full(&mm->users, -1) == 1) {
		stat(mms_dead);
		reaper_take_mm(mm);
	}
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

unsigned mm_asid(const struct mm *mm)
{
	if (!policy.asid)
		return 0;
	return mm == kernel_mm ? asid_kernel() : asid_number(&mm->asid);
}

void mm_make_user_roots(bool yes)
{
	bool irqs = spin_lock_irqsave(&mm_list_lock);

	user_roots_wanted = yes;
	spin_unlock_irqrestore(&mm_list_lock, irqs);
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
