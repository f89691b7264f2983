/* SPDX-License-Identifier: MIT */
/*
 * Sv39 tables and entries (Priv. 10.4). No fences here and no policy: whoever takes a right away
 * flushes (kernel/flush.c). Entries are written whole, so that a walker sees the old or the new one.
 *
 * Tables of the user half are linked into mm->tables, so that the reaper needs no walk to find them,
 * and are not freed before the mm dies. A and D are preset: no walker ever writes to a table.
 */
#include "arch/riscv/pagetable.h"
#include "kernel/mm.h"
#include "kernel/policy.h"
#include "kernel/page.h"
#include "kernel/quota.h"
#include "lib/string.h"

#define LEVELS	   3
#define TABLE_SIZE 512

static unsigned table_index(va_t va, unsigned level)
{
	return va >> (PAGE_SHIFT + 9 * level) & (TABLE_SIZE - 1);
}

uint64_t pte_table(pa_t table)
{
	return table >> PAGE_SHIFT << PTE_PPN_SHIFT | PTE_V;
}

uint64_t pte_leaf(pa_t pa, uint64_t rights)
{
	return pa >> PAGE_SHIFT << PTE_PPN_SHIFT | rights | PTE_V | PTE_A |
	       (rights & PTE_W ? PTE_D : 0);
}

static uint64_t user_rights(unsigned prot)
{
	/* Sv39 has no write-only page. */
	static const uint8_t rights[8] = {
		PTE_U,
		PTE_U | PTE_R,
		PTE_U | PTE_R | PTE_W,
		PTE_U | PTE_R | PTE_W,
		PTE_U | PTE_X,
		PTE_U | PTE_R | PTE_X,
		PTE_U | PTE_R | PTE_W | PTE_X,
		PTE_U | PTE_R | PTE_W | PTE_X,
	};

	return rights[prot & 7];
}

/* The slot of va, mapped or not; NULL, and *level where the walk ended, when a table is missing. */
static inline pt_slot *walk(struct mm *mm, va_t va, unsigned *level)
{
	uint64_t *table = direct(mm->root), pte;

	*level = 2;
	pte = table[table_index(va, 2)];
	if (!(pte & PTE_V))
		return NULL;
	table = direct(pte_pa(pte));
	*level = 1;
	pte = table[table_index(va, 1)];
	if (!(pte & PTE_V))
		return NULL;
	table = direct(pte_pa(pte));
	*level = 0;
	return &table[table_index(va, 0)];
}

/* An entry of the root, or of a table below it: what user mode sees of the root is a copy. */
static void link_table(struct mm *mm, uint64_t *pte, pa_t table)
{
	size_t index = (size_t)(pte - (uint64_t *)direct(mm->root));

	store_once(pte, pte_table(table));
	if (POLICY_CAN_BE(kpti) && mm->user_root && index < ROOT_USER_ENTRIES)
		store_once((uint64_t *)direct(mm->user_root) + index, *pte);
}

static pa_t new_table(struct quota *q)
{
	pa_t pa;

	if (!quota_charge_pages(q, 1))
		return 0;
	pa = page_alloc_zeroed();
	if (!pa)
		quota_return_pages(q, 1);
	return pa;
}

/* The table below *pte, made if it is missing; NULL: no memory. */
static uint64_t *table_below(struct mm *mm, uint64_t *pte, unsigned level)
{
	pa_t pa;

	if (*pte & PTE_V)
		return direct(pte_pa(*pte));
	pa = new_table(mm->quota);
	if (!pa)
		return NULL;
	page_of(pa)->level = level;
	list_add_tail(&mm->tables, &page_of(pa)->link);
	mm->table_pages++;
	hint(HINT_TABLE_USED, pa, level, 0);
	/* The table is empty before a walker can reach it. */
	fence_release();
	link_table(mm, pte, pa);
	return direct(pa);
}

static COLD pt_slot *make_tables(struct mm *mm, va_t va)
{
	uint64_t *table = direct(mm->root);

	for (unsigned level = LEVELS - 1; table && level > 0; level--)
		table = table_below(mm, &table[table_index(va, level)], level - 1);
	return table ? &table[table_index(va, 0)] : NULL;
}

pt_slot *pt_prepare(struct mm *mm, va_t va)
{
	unsigned level;
	pt_slot *slot = walk(mm, va, &level);

	return slot ? slot : make_tables(mm, va);
}

pt_slot *pt_find(struct mm *mm, va_t va)
{
	unsigned level;
	pt_slot *slot = walk(mm, va, &level);

	return slot && *slot & PTE_V ? slot : NULL;
}

pt_slot *pt_next(struct mm *mm, va_t *va, va_t end)
{
	while (*va < end) {
		unsigned level;
		pt_slot *slot = walk(mm, *va, &level);
		va_t span = 1UL << (PAGE_SHIFT + 9 * level); /* what one entry there covers */
		if (slot && *slot & PTE_V)
			return slot;
		*va = (*va & ~(span - 1)) + span;
	}
	return NULL;
}

void pt_set(pt_slot *slot, pa_t pa, unsigned prot, bool shared)
{
	/* The page's contents are there before it can be reached. */
	fence_release();
	store_once(slot, pte_leaf(pa, user_rights(prot) | (shared ? PTE_SHARED : 0)));
}

bool pt_protect(pt_slot *slot, unsigned prot)
{
	uint64_t old = *slot;
	uint64_t rights = user_rights(prot) | (old & PTE_SHARED);

	store_once(slot, pte_leaf(pte_pa(old), rights));
	return old & PTE_LEAF & ~rights;
}

/* ---- roots ------------------------------------------------------------------------------------------- */

#define USER_HALF   (ROOT_USER_ENTRIES * sizeof(uint64_t))
#define KERNEL_HALF (PAGE_SIZE - USER_HALF)

void pt_root_init(pa_t root)
{
	uint64_t *to = direct(root), *from = direct(kernel_root());

	memset(to, 0, USER_HALF);
	memcpy(to + ROOT_USER_ENTRIES, from + ROOT_USER_ENTRIES, KERNEL_HALF);
}

static COLD void release_four(const uint64_t *pte, void (*leaf)(pa_t))
{
	for (const uint64_t *end = pte + 4; pte != end; pte++)
		if (*pte & PTE_V && !(*pte & PTE_SHARED))
			leaf(pte_pa(*pte));
}

void pt_root_detach(pa_t root)
{
	memset(direct(root), 0, USER_HALF);
}

/* Most are empty, so four are looked at together. */
void pt_table_release(pa_t table, void (*leaf)(pa_t))
{
	uint64_t *pte = direct(table);

	for (uint64_t *end = pte + TABLE_SIZE; pte != end; pte += 4)
		if (pte[0] | pte[1] | pte[2] | pte[3])
			release_four(pte, leaf);
}

bool pt_kernel_half_intact(pa_t root)
{
	uint64_t *a = direct(root), *b = direct(kernel_root());

	return memcmp(a + ROOT_USER_ENTRIES, b + ROOT_USER_ENTRIES, KERNEL_HALF) == 0;
}
