/* SPDX-License-Identifier: MIT */
/*
 * What the kernel says it has done: HINT instructions with arguments (arch/riscv/hint.h). A flush that is
 * complete makes wrong what was legal until then, on every hart; a table that is free must be out of
 * every walker's reach.
 */
#include "arch/riscv/hint.h"
#include "tools/tlb/checker.h"
#include "tools/tlb/hints.h"

/* Above this many pages it is quicker to look at all entries than at the pages. */
#define PAGES_MAX 512

/* A root of which no number was told stands for its space. */
#define UNNUMBERED (1ull << 63)

static uint64_t kernel_root;
static uint64_t flushes;

uint64_t hints_kernel_root(void)
{
	return __atomic_load_n(&kernel_root, __ATOMIC_RELAXED);
}

uint64_t hints_space_of(uint64_t root)
{
	const struct frame *frame = frame_of(root);

	return frame && frame->space ? frame->space : root | UNNUMBERED;
}

/* ---- a flush is complete ------------------------------------------------------------------------------ */

struct flush {
	uint64_t number, va, bytes, root, space;
};

/* What memory says is final: whoever changed it waits for this flush before the next change. */
static void mark(struct entry *e, uint64_t va, const struct flush *f)
{
	struct walk now;

	if (e->space != f->space || e->owed)
		return;
	walk_tables(f->root, va, &now);
	if (e->leaf ? compare_leaf(e, va, &now) != SAME : !same_pointer(e, &now))
		e->owed = f->number;
}

static void mark_at(struct checker *c, bool leaf, int level, uint64_t va, const struct flush *f)
{
	struct entry *e;

	list_for_each(e, entries_at(c, leaf, level, va), chain)
		if (entry_is_at(e, leaf, level, va))
			mark(e, va, f);
}

static void mark_pages(struct checker *c, const struct flush *f)
{
	for (uint64_t va = f->va; va < f->va + f->bytes; va += PAGE_SIZE)
		for (int level = 0; level < LEVELS; level++) {
			mark_at(c, true, level, va, f);
			if (level)
				mark_at(c, false, level, va, f);
		}
}

static void mark_all(struct checker *c, const struct flush *f)
{
	struct entry *e;

	list_for_each(e, &c->all, all)
		if (!f->bytes || (e->base < f->va + f->bytes &&
				  e->base + (1ull << level_shift(e->level)) > f->va))
			mark(e, e->base, f);
}

static void flushed(uint64_t va, uint64_t bytes, uint64_t root)
{
	struct flush f = {
		.number = __atomic_add_fetch(&flushes, 1, __ATOMIC_RELAXED),
		.va = va & ~(PAGE_SIZE - 1),
		.bytes = bytes,
		.root = root,
		.space = hints_space_of(root),
	};

	for_each_hart(h) {
		pthread_mutex_lock(&h->lock);
		if (bytes && bytes <= PAGES_MAX * PAGE_SIZE)
			mark_pages(h->checker, &f);
		else
			mark_all(h->checker, &f);
		pthread_mutex_unlock(&h->lock);
	}
}

/* ---- tables and frames ------------------------------------------------------------------------------------ */

/* Whether memory leads from the root to the table, in the user half. */
static bool reaches(uint64_t root, uint64_t table, int level)
{
	const uint64_t *entries = memory_page(root);
	unsigned int count = level == LEVELS - 1 ? USER_ENTRIES : TABLE_ENTRIES;

	for (unsigned int i = 0; entries && i < count; i++) {
		uint64_t pte = __atomic_load_n(&entries[i], __ATOMIC_RELAXED);

		if (pte_is_pointer(pte) &&
		    (pte_address(pte) == table ||
		     (level > 1 && reaches(pte_address(pte), table, level - 1))))
			return true;
	}
	return false;
}

static void accuse_pointers(const struct access *a, struct hart *h, uint64_t table)
{
	struct entry *e, *after;

	list_for_each_safe(e, after, &h->checker->kin[h->satp.asid][false], kin) {
		if (pte_address(e->pte) != table)
			continue;
		report(TABLE_CACHED, a, e, 0);
		entries_remove(h->checker, e);
	}
}

/* h may still get to the table that is free now. */
static void accuse_walker(struct hart *h, uint64_t table, uint64_t pc)
{
	struct access a = {h, 0, pc, 0};

	pthread_mutex_lock(&h->lock);
	if (h->satp.root == table)
		report(ROOT_FREE, &a, NULL, 0);
	else if (h->satp.root && reaches(h->satp.root, table, LEVELS - 1))
		report(TABLE_REACHED, &a, NULL, table);
	accuse_pointers(&a, h, table);
	pthread_mutex_unlock(&h->lock);
}

static void given_back(struct frame *frame)
{
	__atomic_add_fetch(&frame->generation, 1, __ATOMIC_RELAXED);
	frame->space = 0;
	frame->user_view = false;
}

static void table_free(struct frame *frame, uint64_t pa, uint64_t pc)
{
	for_each_hart(h)
		accuse_walker(h, pa, pc);
	given_back(frame);
	frame->table = TABLE_FREE;
}

static void frame_free(struct hart *hart, struct frame *frame, uint64_t pa, uint64_t pc)
{
	struct access a = {hart, 0, pc, 0};

	if (frame->free)
		report(FRAME_TWICE, &a, NULL, pa);
	given_back(frame);
	frame->free = true;
	for_each_hart(h)
		if (frame->table != TABLE_FREE &&
		    __atomic_load_n(&h->satp.root, __ATOMIC_RELAXED) == pa)
			accuse_walker(h, pa, pc);
}

static void frame_used(struct hart *hart, struct frame *frame, uint64_t pa, uint64_t pc)
{
	struct access a = {hart, 0, pc, 0};

	if (frame->told && !frame->free)
		report(FRAME_TWICE, &a, NULL, pa);
	frame->told = true;
	frame->free = false;
	frame->table = NO_TABLE;
}

static void name_space(struct frame *frame, uint64_t number, uint64_t user_root)
{
	struct frame *user = user_root ? frame_of(user_root) : NULL;

	frame->space = number;
	if (user) {
		user->space = number;
		user->user_view = true;
	}
}

void check_hint(struct hart *hart, unsigned int number, const uint64_t a[3], uint64_t pc)
{
	struct frame *frame = frame_of(number == HINT_FLUSHED ? a[2] : a[0]);

	hart->checker->tally.hints++;
	if (!frame)
		return;
	switch (number) {
	case HINT_FLUSHED:
		flushed(a[0], a[1], a[2]);
		break;
	case HINT_TABLE_FREE:
		table_free(frame, a[0], pc);
		break;
	case HINT_TABLE_USED:
		frame->table = TABLE_USED;
		break;
	case HINT_FRAME_FREE:
		frame_free(hart, frame, a[0], pc);
		break;
	case HINT_FRAME_USED:
		frame_used(hart, frame, a[0], pc);
		break;
	case HINT_KERNEL_ROOT:
		__atomic_store_n(&kernel_root, a[0], __ATOMIC_RELAXED);
		break;
	case HINT_SPACE:
		name_space(frame, a[1], a[2]);
		break;
	}
}
