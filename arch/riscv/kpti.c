/* SPDX-License-Identifier: MIT */
/*
 * The second root of a space, on which user mode runs under `kpti`. It has the user half of the first
 * one and, of the kernel, two pages: the trampoline (the first page of the image's text, entry.S) and
 * the harts' save areas. Both stand at the same address in both roots, so the code that writes satp goes
 * on where it was, and both may carry G, the only ones that do under kpti (hazard H55).
 *
 * The two views of a space are cached under two ASIDs, n and n | 1; without ASIDs a fence follows each
 * write of satp, in the trampoline too. The first root, the kernel's view, is the one that is borrowed,
 * compared and claimed: outside user mode nothing else is ever loaded.
 */
#include "arch/riscv/kpti.h"
#include "arch/riscv/pagetable.h"
#include "kernel/debug.h"
#include "kernel/hart.h"
#include "kernel/page.h"
#include "lib/string.h"

#define TABLE_ENTRIES 512

/* entry.S */
void trap_entry(void);
void kpti_entry(void);

static struct kpti_area areas[MAX_HARTS] __attribute__((aligned(PAGE_SIZE)));
static uint64_t level1[TABLE_ENTRIES] __attribute__((aligned(PAGE_SIZE)));
static uint64_t level0[TABLE_ENTRIES] __attribute__((aligned(PAGE_SIZE)));

_Static_assert(sizeof(areas) == PAGE_SIZE, "one page, and nothing else in it");

static uint64_t *slot(const void *p)
{
	return &level0[(va_t)p >> PAGE_SHIFT & (TABLE_ENTRIES - 1)];
}

/* The tables that all user roots share. In the kernel's own root these two pages carry no G under kpti,
 * like all others; that costs an entry, no more, since both say the same. */
void kpti_map_init(bool global)
{
	uint64_t g = global ? PTE_G : 0;

	*slot(image_start) = pte_leaf(image_pa(image_start), PTE_R | PTE_X | g);
	*slot(areas) = pte_leaf(image_pa(areas), PTE_R | PTE_W | g);
	level1[TABLE_ENTRIES - 1] =
		pte_table(image_pa(level0)); /* the image ends where the address space does */
}

pa_t pt_user_root_new(pa_t root)
{
	pa_t pa = page_alloc_zeroed();
	uint64_t *entry = direct(pa);

	if (!pa)
		return 0;
	entry[ROOT_INDEX(IMAGE_BASE)] = pte_table(image_pa(level1));
	pt_user_root_sync(pa, root);
	hint(HINT_TABLE_USED, pa, PT_ROOT_LEVEL, 0);
	return pa;
}

void pt_user_root_sync(pa_t user_root, pa_t root)
{
	memcpy(direct(user_root), direct(root), ROOT_USER_ENTRIES * sizeof(uint64_t));
}

void pt_user_root_free(pa_t user_root)
{
	hint(HINT_TABLE_FREE, user_root, 0, 0);
	debug_table_free(user_root);
}

bool pt_user_root_same(pa_t user_root, pa_t root)
{
	return memcmp(direct(user_root), direct(root), ROOT_USER_ENTRIES * sizeof(uint64_t)) == 0;
}

bool pt_user_root_intact(pa_t user_root)
{
	const uint64_t *user = direct(user_root);

	for (unsigned i = ROOT_USER_ENTRIES; i < ROOT_ENTRIES; i++)
		if (user[i] && i != ROOT_INDEX(IMAGE_BASE))
			return false;
	return user[ROOT_INDEX(IMAGE_BASE)] == pte_table(image_pa(level1));
}

void kpti_enter(struct hart *h, bool on, bool fences)
{
	struct kpti_area *area = &areas[h->index];

	area->hart = h;
	area->fences = fences;
	h->kpti = on ? area : NULL;
	csr_write(stvec, on ? kpti_entry : trap_entry);
}

void kpti_load(struct hart *h, uint64_t satp, pa_t user_root, unsigned asid)
{
	struct kpti_area *area = &areas[h->index];

	area->satp_kernel = satp_value(satp, asid);
	area->satp_user = satp_value(satp_of(user_root), area->fences ? 0 : asid | 1);
}
