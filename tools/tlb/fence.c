/* SPDX-License-Identifier: MIT */
/*
 * sfence.vma (Priv. 11.2.1): which entries of this hart are gone after it, and no others.
 *
 *   rs1 = x0   all addresses, all levels: leaves and pointers
 *   rs1 = va   leaves that translate va; pointers stay. None has a va that is no valid address
 *   rs2 = x0   all ASIDs, and global entries
 *   rs2 = asid only entries of that ASID; global ones stay
 */
#include "tools/tlb/checker.h"

static void remove_page(struct checker *c, const struct fence *f)
{
	struct entry *e, *after;

	for (int level = 0; level < LEVELS; level++)
		list_for_each_safe(e, after, entries_at(c, true, level, f->va), chain)
			if (entry_is_at(e, true, level, f->va) &&
			    (!f->one_asid || (e->asid == f->asid && !(e->pte & PTE_G))))
				entries_remove(c, e);
}

static void remove_all(struct hart *hart)
{
	entries_remove_all(hart->checker);
	if (machine.invalid && hart->satp.root)
		snapshot_kernel_half(hart);
}

void check_fence(struct hart *hart, const struct fence *f)
{
	struct checker *c = hart->checker;

	pthread_mutex_lock(&hart->lock);
	c->tally.fences[f->one_asid][f->one_page]++;
	c->epoch++;
	if (f->one_page) {
		remove_page(c, f);
	} else if (f->one_asid) {
		entries_remove_list(c, &c->kin[f->asid][0]);
		entries_remove_list(c, &c->kin[f->asid][1]);
	} else {
		remove_all(hart);
	}
	pthread_mutex_unlock(&hart->lock);
}
