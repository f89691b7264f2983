/* SPDX-License-Identifier: MIT */
/*
 * Everything that one hart's TLB and its walker's cache may hold. It has no size: real hardware may hold
 * any part of it, so what is wrong with one entry is wrong on some machine. Two different entries for
 * one page are both kept, as a walker may have met both.
 */
#include <stdlib.h>
#include "tools/tlb/checker.h"

#define BATCH 1024

bool entries_start(struct checker *c)
{
	for (unsigned int i = 0; i < BUCKETS; i++)
		list_init(&c->buckets[i]);
	for (unsigned int i = 0; i <= ASIDS; i++) {
		list_init(&c->kin[i][0]);
		list_init(&c->kin[i][1]);
	}
	list_init(&c->all);
	list_init(&c->unused);
	return true;
}

struct list *entries_at(struct checker *c, bool leaf, int level, uint64_t va)
{
	uint64_t key = va >> level_shift(level) << 3 | (unsigned int)level << 1 | leaf;

	return &c->buckets[key * 0x9e3779b97f4a7c15ull >> 49];
}

_Static_assert(BUCKETS == 1u << (64 - 49), "the hash names a bucket");

static void make_more(struct checker *c)
{
	struct entry *batch = calloc(BATCH, sizeof(*batch));

	if (!batch)
		abort();
	for (unsigned int i = 0; i < BATCH; i++)
		list_add_head(&c->unused, &batch[i].all);
}

static struct entry *take(struct checker *c)
{
	if (list_empty(&c->unused))
		make_more(c);
	return list_entry(list_pop_head(&c->unused), struct entry, all);
}

/* The bits that decide how an address is translated. */
static uint64_t meaning(uint64_t pte)
{
	return pte & (PTE_V | PTE_RIGHTS | PTE_U | PTE_G | PTE_PPN_MASK << PTE_PPN_SHIFT);
}

static bool are_alike(const struct entry *a, const struct entry *b)
{
	return meaning(a->pte) == meaning(b->pte) && a->space == b->space &&
	       a->generation == b->generation;
}

/* Where others of the same page differ from it, what was found equal to memory may be so no longer. */
static bool is_kept(struct hart *hart, const struct entry *new)
{
	struct list *bucket = entries_at(hart->checker, new->leaf, new->level, new->base);
	struct entry *e;

	list_for_each(e, bucket, chain) {
		if (!entry_is_at(e, new->leaf, new->level, new->base) ||
		    !entry_applies(e, &hart->satp))
			continue;
		if (are_alike(e, new))
			return true;
		hart->checker->epoch++;
	}
	return false;
}

void entries_keep(struct hart *hart, uint64_t va, const struct walk *walk, int level)
{
	uint64_t pte = walk->pte[level];
	const struct frame *frame = frame_of(pte_address(pte));
	struct entry *e,
		new = {
			.base = level_base(va, level),
			.pte = pte,
			.space = va < KERNEL_HALF ? hart->satp.space : 0,
			.generation =
				frame ? __atomic_load_n(&frame->generation, __ATOMIC_RELAXED) : 0,
			.asid = hart->satp.asid,
			.level = (uint8_t)level,
			.leaf = pte_is_leaf(pte),
		};

	if (is_kept(hart, &new))
		return;
	e = take(hart->checker);
	*e = new;
	list_add_head(entries_at(hart->checker, e->leaf, level, va), &e->chain);
	list_add_head(&hart->checker->kin[pte & PTE_G ? GLOBAL : e->asid][e->leaf], &e->kin);
	list_add_head(&hart->checker->all, &e->all);
	hart->checker->tally.fills++;
}

void entries_remove(struct checker *c, struct entry *e)
{
	list_unlink(&e->chain);
	list_unlink(&e->kin);
	list_unlink(&e->all);
	list_add_head(&c->unused, &e->all);
}

void entries_remove_list(struct checker *c, struct list *kin)
{
	while (!list_empty(kin))
		entries_remove(c, list_first_entry(kin, struct entry, kin));
}

void entries_remove_all(struct checker *c)
{
	while (!list_empty(&c->all))
		entries_remove(c, list_first_entry(&c->all, struct entry, all));
}
