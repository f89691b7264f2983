/* SPDX-License-Identifier: MIT */
/*
 * What must hold of every entry of every table, whatever has happened (hazards H26, H41, H42, H47, H55):
 *
 *   leaf         A, and D where it may be written, so that no walker ever writes; never W and X
 *   user half    U, never G, at every level
 *   kernel half  never U; G as the policy says; root entries never leaves
 *
 * For the kernel's own tests; a release build drops it.
 */
#include "arch/riscv/pagetable.h"

#define TABLE_ENTRIES 512

struct rules {
	uint64_t must, must_not; /* of leaves */
};

static const char *check_leaf(uint64_t pte, const struct rules *r)
{
	if (!(pte & PTE_A) || (pte & PTE_W && !(pte & PTE_D)))
		return "A or D is not preset";
	if (pte & PTE_W && pte & PTE_X)
		return "a page may be written and executed";
	if ((pte & r->must) != r->must)
		return "U or G is missing in a leaf";
	return pte & r->must_not ? "U or G is set where it must not be" : NULL;
}

static const char *check_table(const uint64_t *table, unsigned level, unsigned from, unsigned to,
			       const struct rules *r)
{
	const char *wrong = NULL;

	for (unsigned i = from; i < to && !wrong; i++) {
		uint64_t pte = table[i];
		if (!(pte & PTE_V))
			continue;
		if (pte & PTE_LEAF)
			wrong = level == PT_ROOT_LEVEL ? "a root entry is a leaf"
						       : check_leaf(pte, r);
		else if (pte & (PTE_U | PTE_G | PTE_A | PTE_D))
			wrong = "U, G, A or D is set in a pointer";
		else
			wrong = check_table(direct(pte_pa(pte)), level - 1, 0, TABLE_ENTRIES, r);
	}
	return wrong;
}

const char *pt_check(pa_t root, bool global)
{
	const struct rules user = {PTE_U, PTE_G};
	const struct rules kernel = {global ? PTE_G : 0, global ? PTE_U : PTE_U | PTE_G};
	const char *wrong = check_table(direct(root), PT_ROOT_LEVEL, 0, ROOT_USER_ENTRIES, &user);

	return wrong ? wrong
		     : check_table(direct(root), PT_ROOT_LEVEL, ROOT_USER_ENTRIES, ROOT_ENTRIES,
				   &kernel);
}
