/* SPDX-License-Identifier: MIT */
/*
 * What happens when satp is written: nothing is removed. What is kept under the new ASID can be used from
 * now on, so it must not lead to a free table; the root must be in use and have the kernel's kernel
 * half. And what hardware may do with a loaded root without being asked: cache any of it.
 */
#include <string.h>
#include "tools/tlb/checker.h"
#include "tools/tlb/hints.h"

/* Leaves filled at once, so that a process with much memory does not stop the run. */
#define SPECULATE_MAX 4096

#define KERNEL_ENTRIES (TABLE_ENTRIES - USER_ENTRIES)

/* ---- speculation -------------------------------------------------------------------------------------- */

/* Everything valid below the table, in the user half; how many leaves there were. */
static unsigned int fill_below(struct hart *hart, struct walk *walk, uint64_t va, int level)
{
	const uint64_t *table = memory_page(
		level == LEVELS - 1 ? hart->satp.root : pte_address(walk->pte[level + 1]));
	unsigned int count = level == LEVELS - 1 ? USER_ENTRIES : TABLE_ENTRIES, filled = 0;

	for (unsigned int i = 0; table && i < count && filled < SPECULATE_MAX; i++) {
		uint64_t pte = __atomic_load_n(&table[i], __ATOMIC_RELAXED);
		uint64_t at = va + ((uint64_t)i << level_shift(level));

		if (!(pte & PTE_V))
			continue;
		walk->pte[level] = pte;
		entries_keep(hart, at, walk, level);
		if (pte_is_pointer(pte) && level)
			filled += fill_below(hart, walk, at, level - 1);
		else
			filled++;
	}
	return filled;
}

static void speculate_locked(struct hart *hart)
{
	struct walk walk = {0};

	if (hart->satp.root)
		fill_below(hart, &walk, 0, LEVELS - 1);
}

void speculate(struct hart *hart)
{
	pthread_mutex_lock(&hart->lock);
	speculate_locked(hart);
	pthread_mutex_unlock(&hart->lock);
}

/* ---- invalid entries of the kernel half -------------------------------------------------------------- */

static void snapshot_table(struct checker *c, const uint64_t *table, unsigned int first, int level)
{
	struct snapshot *s = &c->snapshots[c->snapshot_count];

	if (!table || c->snapshot_count == SNAPSHOTS)
		return;
	c->snapshot_count++;
	s->table = table;
	memset(s->invalid, 0, sizeof(s->invalid));
	for (unsigned int i = first; i < TABLE_ENTRIES; i++) {
		uint64_t pte = __atomic_load_n(&table[i], __ATOMIC_RELAXED);

		if (!(pte & PTE_V))
			s->invalid[i / 64] |= 1ull << i % 64;
		else if (pte_is_pointer(pte) && level)
			snapshot_table(c, memory_page(pte_address(pte)), 0, level - 1);
	}
}

void snapshot_kernel_half(struct hart *hart)
{
	hart->checker->snapshot_count = 0;
	snapshot_table(hart->checker, memory_page(hart->satp.root), USER_ENTRIES, LEVELS - 1);
}

bool snapshot_take(struct checker *c, const uint64_t *slot)
{
	const uint64_t *table = (const uint64_t *)((uintptr_t)slot & ~(uintptr_t)(PAGE_SIZE - 1));
	unsigned int index = (unsigned int)(slot - table);

	for (unsigned int i = 0; i < c->snapshot_count; i++) {
		uint64_t *word = &c->snapshots[i].invalid[index / 64], bit = 1ull << index % 64;

		if (c->snapshots[i].table == table && *word & bit) {
			*word &= ~bit;
			return true;
		}
	}
	return false;
}

/* ---- a write of satp -------------------------------------------------------------------------------------- */

static void check_root(const struct access *a)
{
	uint64_t root = a->hart->satp.root, kernel_root = hints_kernel_root();
	const struct frame *frame = frame_of(root);
	const uint64_t *table = memory_page(root), *kernel = memory_page(kernel_root);

	if (!frame)
		return;
	if (frame->free || frame->table == TABLE_FREE)
		report(ROOT_FREE, a, NULL, 0);
	if (!kernel_root || frame->user_view)
		return;
	a->hart->checker->tally.roots++;
	if (memcmp(table + USER_ENTRIES, kernel + USER_ENTRIES, KERNEL_ENTRIES * sizeof(*table)))
		report(KERNEL_HALF_DIFFERS, a, NULL, 0);
}

static void check_pointers(const struct access *a)
{
	struct checker *c = a->hart->checker;
	struct entry *e, *after;

	list_for_each_safe(e, after, &c->kin[a->hart->satp.asid][false], kin) {
		const struct frame *frame = frame_of(pte_address(e->pte));

		if (!e->space || !frame || frame->generation == e->generation)
			continue;
		report(TABLE_CACHED, a, e, 0);
		entries_remove(c, e);
	}
}

void check_load(struct hart *hart, uint64_t satp, uint64_t pc)
{
	struct access a = {hart, 0, pc, 0};

	pthread_mutex_lock(&hart->lock);
	hart->satp = satp_decode(satp);
	hart->satp.space = hints_space_of(hart->satp.root);
	hart->checker->loaded_at = hart->checker->tally.blocks;
	hart->checker->tally.loads++;
	if (hart->satp.root) {
		check_root(&a);
		check_pointers(&a);
		if (machine.eager)
			speculate_locked(hart);
	}
	pthread_mutex_unlock(&hart->lock);
}
