/* SPDX-License-Identifier: MIT */
/*
 * tlbcheck: each access is translated by QEMU, from the tables as they are. Here it is compared with
 * all that this hart may still hold for the address. What is kept and says the same is fine. What is
 * kept and says something else is an error when the kernel was already sure that it is gone:
 *
 *   user half     a right too many, or another frame: once the flush of that page was complete
 *                 (HINT_FLUSHED), or the frame given back; at once if it was filled for another space.
 *                 Until then the kernel is still at it, and the use is legal.
 *                 A right too few: legal. The hart takes one fault more, and the kernel fences then.
 *   kernel half   another frame: at once. A right too few: at once if this access needs it (hazard
 *                 H30). A right too many: when the hart has run on for a while since its last load of
 *                 satp, as between a load and the fence behind it both are there.
 *
 * A pointer to a table is judged like an entry: the walker may start from it.
 *
 * QEMU calls after the access, when another hart may already have changed the tables. That is no
 * trouble: this hart has not acknowledged anything meanwhile, so nothing that it used can be complete.
 */
#include <stdlib.h>
#include "tools/tlb/checker.h"

/* Between a load of satp and the fence behind it there are fewer blocks of code than this. */
#define GRACE 64

static uint64_t page_address(uint64_t pte, uint64_t va, int level)
{
	uint64_t within = (1ull << level_shift(level)) - PAGE_SIZE;

	return (pte_address(pte) & ~within) | (va & within);
}

enum verdict compare_leaf(const struct entry *e, uint64_t va, const struct walk *now)
{
	uint64_t kept = e->pte & PTE_RIGHTS, said;

	if (!now->valid || (e->pte ^ now->pte[now->end]) & PTE_U)
		return STRONGER;
	said = now->pte[now->end] & PTE_RIGHTS;
	if (page_address(e->pte, va, e->level) != page_address(now->pte[now->end], va, now->end))
		return ELSEWHERE;
	if (kept & ~said)
		return STRONGER;
	return kept == said ? SAME : WEAKER;
}

bool same_pointer(const struct entry *e, const struct walk *now)
{
	return e->level >= now->end && pte_is_pointer(now->pte[e->level]) &&
	       pte_address(e->pte) == pte_address(now->pte[e->level]);
}

static bool in_grace(const struct checker *c)
{
	return c->tally.blocks - c->loaded_at < GRACE;
}

static bool target_was_given_back(const struct entry *e)
{
	const struct frame *frame = frame_of(pte_address(e->pte));

	return frame && __atomic_load_n(&frame->generation, __ATOMIC_RELAXED) != e->generation;
}

static uint64_t said_instead(const struct entry *e, const struct walk *now)
{
	return now->pte[e->level > now->end ? e->level : now->end];
}

/* Reported once, then forgotten. */
static void accuse(const struct access *a, struct entry *e, enum error error,
		   const struct walk *now)
{
	report(error, a, e, said_instead(e, now));
	entries_remove(a->hart->checker, e);
}

static void judge_user(const struct access *a, struct entry *e, const struct walk *now)
{
	if (e->space != a->hart->satp.space)
		accuse(a, e, OTHER_SPACE, now);
	else if (e->owed)
		accuse(a, e, e->leaf ? STALE_FLUSHED : STALE_POINTER, now);
	else if (target_was_given_back(e))
		accuse(a, e, e->leaf ? STALE_FRAME : STALE_POINTER, now);
	else
		a->hart->checker->tally.pending++;
}

static void judge_kernel(const struct access *a, struct entry *e, enum verdict verdict,
			 const struct walk *now)
{
	if (verdict == ELSEWHERE || (verdict == STRONGER && !in_grace(a->hart->checker)))
		accuse(a, e, KERNEL_STALE, now);
	else if (verdict == WEAKER && !(e->pte & a->right))
		accuse(a, e, KERNEL_WEAKER, now);
}

/* Whether the entry says what memory says. */
static bool judge_leaf(const struct access *a, struct entry *e, const struct walk *now)
{
	enum verdict verdict = compare_leaf(e, a->va, now);

	if (verdict == SAME)
		return true;
	if (a->va >= KERNEL_HALF)
		judge_kernel(a, e, verdict, now);
	else if (verdict == WEAKER)
		a->hart->checker->tally.spurious++;
	else
		judge_user(a, e, now);
	return false;
}

static bool judge_pointer(const struct access *a, struct entry *e, const struct walk *now)
{
	if (same_pointer(e, now))
		return true;
	if (a->va < KERNEL_HALF)
		judge_user(a, e, now);
	else
		judge_kernel(a, e, STRONGER, now);
	return false;
}

static bool judge_all_at(const struct access *a, bool leaf, int level, const struct walk *now)
{
	struct list *bucket = entries_at(a->hart->checker, leaf, level, a->va);
	struct entry *e, *after;
	bool same = true;

	list_for_each_safe(e, after, bucket, chain) {
		if (!entry_is_at(e, leaf, level, a->va) || !entry_applies(e, &a->hart->satp))
			continue;
		same &= leaf ? judge_leaf(a, e, now) : judge_pointer(a, e, now);
	}
	return same;
}

static bool judge_all(const struct access *a, const struct walk *now)
{
	bool same = true;

	for (int level = 0; level < LEVELS; level++) {
		same &= judge_all_at(a, true, level, now);
		if (level)
			same &= judge_all_at(a, false, level, now);
	}
	return same;
}

/* ---- what memory says is wrong in itself ---------------------------------------------------------- */

/* A walker that still reads the same from a table or a frame that is free. */
static bool leads_to_free(const struct walk *now, int level)
{
	const struct frame *frame = frame_of(pte_address(now->pte[level]));

	if (!frame || !(frame->free || (level != now->end && frame->table == TABLE_FREE)))
		return false;
	return __atomic_load_n(now->slot[level], __ATOMIC_ACQUIRE) == now->pte[level];
}

static void examine_user(const struct access *a, const struct walk *now)
{
	for (int level = LEVELS - 1; level >= now->end; level--) {
		if (now->pte[level] & PTE_G)
			report(USER_GLOBAL, a, NULL, now->pte[level]);
		if (leads_to_free(now, level))
			report(level == now->end ? FRAME_MAPPED : TABLE_REACHED, a, NULL,
			       now->pte[level]);
	}
}

static void examine_kernel(const struct access *a, const struct walk *now)
{
	if (now->pte[now->end] & PTE_U)
		report(KERNEL_USER, a, NULL, now->pte[now->end]);
	for (int level = LEVELS - 1; level >= now->end; level--)
		if (snapshot_take(a->hart->checker, now->slot[level]))
			report(KERNEL_WEAKER, a, NULL, now->pte[level]);
}

/* ---- the fast way ------------------------------------------------------------------------------------- */

static struct memo *memo_of(struct checker *c, uint64_t va)
{
	return &c->memos[va >> PAGE_SHIFT & (MEMOS - 1)];
}

static void remember(struct hart *hart, uint64_t va, const struct walk *now)
{
	struct memo *memo = memo_of(hart->checker, va);

	memo->page = va >> PAGE_SHIFT;
	memo->satp = hart->satp.value;
	memo->epoch = hart->checker->epoch;
	memo->frame = va < KERNEL_HALF ? frame_of(pte_address(now->pte[now->end])) : NULL;
	for (int level = 0; level < LEVELS; level++) {
		int read = level > now->end ? level : now->end;

		memo->slot[level] = now->slot[read];
		memo->pte[level] = now->pte[read];
	}
}

static bool is_remembered(struct hart *hart, uint64_t va)
{
	const struct memo *memo = memo_of(hart->checker, va);

	if (memo->page != va >> PAGE_SHIFT || memo->satp != hart->satp.value ||
	    memo->epoch != hart->checker->epoch || (memo->frame && memo->frame->free))
		return false;
	for (int level = 0; level < LEVELS; level++)
		if (__atomic_load_n(memo->slot[level], __ATOMIC_RELAXED) != memo->pte[level])
			return false;
	return true;
}

void check_access(const struct access *a)
{
	struct hart *hart = a->hart;
	struct walk now;
	bool same;

	pthread_mutex_lock(&hart->lock);
	hart->checker->tally.checks++;
	walk_tables(hart->satp.root, a->va, &now);
	same = judge_all(a, &now);
	if (now.valid) {
		if (a->va < KERNEL_HALF)
			examine_user(a, &now);
		else
			examine_kernel(a, &now);
		for (int level = LEVELS - 1; level >= now.end; level--)
			entries_keep(hart, a->va, &now, level);
		if (same)
			remember(hart, a->va, &now);
	}
	pthread_mutex_unlock(&hart->lock);
}

static void on_access(struct hart *hart, uint64_t va, uint64_t right, uint64_t pc)
{
	struct access a = {hart, va, pc, right};

	hart->checker->tally.accesses++;
	if (!is_remembered(hart, va))
		check_access(&a);
}

static void on_block(struct hart *hart, uint64_t pc)
{
	(void)pc;
	if (!(++hart->checker->tally.blocks % TICK) && machine.eager)
		speculate(hart);
}

static bool start(struct hart *hart)
{
	hart->checker = calloc(1, sizeof(*hart->checker));
	return hart->checker && entries_start(hart->checker);
}

static void ignore_marker(struct hart *hart, unsigned int number)
{
	(void)hart;
	(void)number;
}

const struct model check_model = {
	.start = start,
	.access = on_access,
	.block = on_block,
	.load = check_load,
	.fence = check_fence,
	.marker = ignore_marker,
	.told = check_hint,
	.finish = report_summary,
};
