/* SPDX-License-Identifier: MIT */
/*
 * An address space, and the two counters that say when it dies:
 *
 *   users: threads that may run user code in it. At 0 the user half dies: the reaper unlinks it from
 *          the root, makes every hart that holds it lazily leave and acknowledge, frees it.
 *   refs:  1 for all users together, 1 for each pin, and with borrow=count 1 for each lazy hart. At 0
 *          the root and this structure are freed.
 *
 * Between the last user's leaving and the reaper's coming the mm may still be loaded, lazily, on any
 * hart; the reaper makes all of them leave, so that time is bounded (hazard H53).
 */
#ifndef KERNEL_MM_H
#define KERNEL_MM_H

#include "arch/riscv/arch.h"
#include "kernel/lock.h"
#include "kernel/reaper.h"
#include "lib/list.h"

struct quota;

/* What one hart has seen of this mm's changes. Written by that hart only. */
struct mm_seen {
	uint64_t changes;    /* the `changes` up to which everything is paid */
	uint64_t tlb;	     /* the tlb_gen that its last fence covered */
	uint64_t code;	     /* likewise code_gen and fence.i */
	uint64_t generation; /* of ASIDs, in which it was last loaded here by one; 0: never */
	uint64_t satp;	     /* with that ASID */
};

#define MM_NAME_MAX 16

struct mm {
	uint64_t id; /* never used twice; identity, where an equal satp proves nothing */
	pa_t root;
	uint64_t satp;	/* satp_of(root): all of it but the ASID */
	pa_t user_root; /* kpti: what user mode runs on. 0: none; changes with all harts stopped */
	struct asid_context asid; /* written under the ASID allocator's lock */

	uint32_t users; /* atomic; goes up only from non-zero */
	uint32_t refs;	/* atomic */
	uint32_t pins;	/* of refs, those that no hart's claim explains; atomic */

	/* All under lock. What kind of change it was is bumped first, `changes` after it. */
	uint64_t tlb_gen;  /* a right was lost, before the flush */
	uint64_t code_gen; /* instructions were written */
	uint64_t changes;  /* either: the one word that a hart compares when it comes back */

	struct served_lock
		lock; /* regions, tables, PTEs. Held while waiting for other harts: lock it served */
	struct list regions; /* ascending, disjoint */
	unsigned region_count;
	struct region *last_hit; /* where the last look-up ended; NULL: nowhere */
	struct region *spare;	 /* in no list: who unmaps soon maps again. NULL: none */
	struct list tables;	 /* pages of page tables, for the reaper */
	uint64_t pages;		 /* user frames owned, tables not counted */
	uint64_t table_pages;
	struct quota
		*quota; /* charged with both and with the root; counted. NULL: the kernel's own */

	char name[MM_NAME_MAX]; /* of the process it was made for, perhaps cut */
	struct list all;	/* in the list of all, under mm_list_lock */
	struct dead dead;
	uint64_t died;	       /* ticks; when the last user left */
	struct mm_seen seen[]; /* one for each hart */
};

/* The address space with no user half; belongs to nobody, is always there, is not counted. */
extern struct mm *kernel_mm;

void mm_init(void); /* creates kernel_mm and gives it to this hart */
/* Whether mm_create() makes a second root too. */
void mm_make_user_roots(bool yes);

/* user_roots.c. For kpti, before it is on: every mm gets a second root, also those to come. false: no memory; what was made
 * stays with its space. After it is off: frees them. From a kthread, one at a time. */
bool mm_want_user_roots(bool want);
/* In between, all harts stopped: they become true copies, or nobody's. */
void mm_adopt_user_roots(bool want);
struct mm *mm_create(const char *name); /* users = 0, refs = 1. NULL: no memory */
/* What is charged for a space: the root; and what comes with it is no less, this structure, its process's and
 * the first handles of that. Otherwise who makes many of them takes memory that is others' by their quotas. */
#define MM_PAGES_CHARGED 2

/* Before anything is mapped, once: from now on its pages are charged to q. false: that is full. */
bool mm_charge_to(struct mm *mm, struct quota *q);
void mm_discard(struct mm *mm); /* one that never had a user */

/* The users' one, a borrow for each hart, one pin; more is a broken count (hazard H08). */
#define MM_REFS_MAX (MAX_HARTS + 2)

/* Takes a borrow reference; the caller already holds some reference. */
static inline void mm_grab(struct mm *mm)
{
	atomic_add32(&mm->refs, 1);
}
/* Likewise, for longer, by whoever keeps a pointer to the mm; given back with irqs off, no lock held. */
void mm_pin(struct mm *mm);
void mm_unpin(struct mm *mm);
void mm_drop_last(struct mm *mm, uint32_t old);

/* Gives one back; frees the mm at 0. Satp must have left mm->root on this hart (hazard H03). Irqs off, no
 * lock held. */
static inline void mm_drop(struct mm *mm)
{
	/* Full order: what this hart did with the mm comes before another hart's freeing it. */
	uint32_t old = atomic_add32_full(&mm->refs, -1);

	if (old - 2 > MM_REFS_MAX - 2) /* 1: the last; 0 or huge: the count is broken */
		mm_drop_last(mm, old);
}

void mm_user_join(struct mm *mm);     /* by one of its users */
bool mm_user_try_join(struct mm *mm); /* by who holds a pin; false: the users' half is dead (H09) */
void mm_user_leave(struct mm *mm);    /* after the leaver's satp has moved on or became lazy */

/* The reason for a write of satp is the counter that counts it: SATP_CAUSE(h, switch), eager, leave, policy. */
#define SATP_CAUSE(h, cause) (COUNTING ? &(h)->stats.satp_writes_##cause : NULL)

/* Fences everything of a space on this hart: with kpti its other view too. asid: of satp. */
void mm_fence_views(unsigned asid, enum fence_reason why);

/* Loads mm on this hart, h: claim, ASID, debts, satp, claim. Then gives back the borrow on let_go (NULL:
 * none), which satp has left by now. Irqs off. The only caller of satp_load(). */
void mm_load(struct hart *h, struct mm *mm, struct mm *let_go, uint64_t *cause);
/* A class of the current thread changes without a switch: it is a user thread of mm now, or it was one
 * and is a kthread. Irqs off, h is this hart. Counted as `uses` and `unuses` by the caller. */
void mm_begin_use(struct hart *h, struct mm *mm);
void mm_end_use(struct hart *h, struct mm *mm);
/* The mm is loaded here already, a user thread is about to run in it: was it changed meanwhile? */
static inline bool mm_stale(const struct mm *mm, const struct mm_seen *seen)
{
	return seen->changes != load_once(&mm->changes);
}
/* Then this pays for it. */
void mm_pay_debts(struct mm *mm);

/* mm->lock is held while harts are asked to flush: who waits for it answers. Irqs are off meanwhile; returns
 * what mm_unlock() wants back. */
static inline bool mm_lock(struct mm *mm)
{
	bool irqs = irq_save();

	spin_lock_served(&mm->lock);
	return irqs;
}

static inline void mm_unlock(struct mm *mm, bool irqs)
{
	spin_unlock_irqrestore(&mm->lock.lock, irqs);
}

/* mm->lock held: rights were lost in [va, va + len). Returns when no hart can use them any more. */
void mm_flush_locked(struct mm *mm, va_t va, uint64_t len);
/* mm->lock held: instructions were written, or became executable. Likewise. */
void mm_code_changed_locked(struct mm *mm);
/* A fault on a mapping that is there: this hart held an old, weaker entry. */
void mm_fence_spurious(struct mm *mm);

/* The reaper's question: every hart that holds the dead mm lazily leaves it, acknowledged. */
void mm_make_harts_leave(struct mm *mm);
/* This hart gives up the mm it borrows, if it borrows `mm` (NULL: whatever it borrows). */
void mm_leave_if_lazy(struct mm *mm, uint64_t *cause);

/* Waits until no rollover looks at a space that it found claimed by a hart before this call. */
void mm_await_scan(void);

/* For `mm` in the shell: calls f for each space, the list locked. */
void mm_for_each(void (*f)(struct mm *mm, void *arg), void *arg);
/* Harts that have it loaded or are loading it, a bit each; a snapshot. */
uint64_t mm_loaded_mask(const struct mm *mm);
bool mm_claimed_by(const struct mm *mm, const struct hart *h);
/* What satp carries when mm is loaded under the current policy. */
unsigned mm_asid(const struct mm *mm);
uint64_t mm_live_count(void);

#endif
