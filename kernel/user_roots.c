/* SPDX-License-Identifier: MIT */
/* The second roots that all spaces need while kpti is on, and only then (arch/riscv/kpti.c). */
#include "kernel/mm.h"

static pa_t orphans; /* user roots that nobody uses any more; each begins with the next */

static void give_user_root(struct mm *mm, void *all)
{
	if (mm == kernel_mm || mm->user_root)
		return;
	mm->user_root = pt_user_root_new(mm->root);
	*(bool *)all &= mm->user_root != 0;
	hint(HINT_SPACE, mm->root, mm->id, mm->user_root);
}

/* Tables may have been linked below the root since it was copied. */
static void adopt_user_root(struct mm *mm, void *want)
{
	if (!mm->user_root)
		return;
	if (*(bool *)want) {
		pt_user_root_sync(mm->user_root, mm->root);
		return;
	}
	*(pa_t *)direct(mm->user_root) = orphans;
	orphans = mm->user_root;
	mm->user_root = 0;
}

void mm_adopt_user_roots(bool want)
{
	mm_for_each(adopt_user_root, &want);
}

static void free_orphans(void)
{
	while (orphans) {
		pa_t pa = orphans;
		orphans = *(pa_t *)direct(pa);
		pt_user_root_free(pa);
	}
}

bool mm_want_user_roots(bool want)
{
	bool all = true;

	mm_make_user_roots(want); /* first: nobody is made without one behind our back */
	if (want)
		mm_for_each(give_user_root, &all);
	else
		free_orphans();
	if (!all)
		mm_make_user_roots(false);
	return all;
}
