/* SPDX-License-Identifier: MIT */
/*
 * The kernel half (drawn in layout.h). Its root entries are decided here, before the first user root is
 * copied from it, and never written again. Every lower table that any later kernel mapping may need is
 * either made here (devices, stacks) or not needed at all (direct map).
 */
#include "arch/riscv/pagetable.h"
#include "arch/riscv/symbols.h"
#include "kernel/lock.h"
#include "kernel/page.h"
#include "kernel/panic.h"
#include "kernel/printk.h"
#include "kernel/smp.h"
#include "lib/string.h"

#define LEVEL1_SHIFT 21
#define LEVEL1_SIZE  (1UL << LEVEL1_SHIFT)
#define TABLE_SIZE   512
#define PA_BITS	     56

/* kernel.ld. All but boot_text_end are at the beginning of a page. */
extern char boot_text[], boot_text_end[], boot_data[], names_start[], bss_start[], rodata_start[],
	data_start[];

pa_t image_physical;
const char *text_end = boot_text_end;

pa_t image_pa(const void *p)
{
	return (pa_t)p - IMAGE_BASE + image_physical;
}

static pa_t root;
static struct spinlock lock; /* leaf; guards what follows */
static bool global;	     /* leaves carry G */
static bool sealed; /* the root has been copied: its entries are decided (hazards H27 to H29) */
static va_t next_device = DEVICE_BASE;
static va_t next_stack = STACKS_BASE;

static uint64_t *table_at(uint64_t *pte)
{
	if (!*pte) {
		pa_t pa = page_alloc_zeroed();
		if (!pa)
			return NULL;
		fence_release();
		store_once(pte, pte_table(pa));
	}
	return direct((*pte >> PTE_PPN_SHIFT) << PAGE_SHIFT);
}

static uint64_t *level1_entry(va_t va)
{
	uint64_t *entry = (uint64_t *)direct(root) + ROOT_INDEX(va), *table;

	if (!*entry && sealed)
		return NULL;
	table = table_at(entry);
	return table ? &table[va >> LEVEL1_SHIFT & (TABLE_SIZE - 1)] : NULL;
}

/* Of a page whose table is there. */
static uint64_t *page_entry(va_t va)
{
	return &table_at(level1_entry(va))[va >> PAGE_SHIFT & (TABLE_SIZE - 1)];
}

/* Maps what starts at va with leaves of 2 MiB where both addresses allow it. false: no memory. */
static BOOT_OR_TEST bool map(va_t va, pa_t pa, uint64_t size, uint64_t rights)
{
	rights |= global ? PTE_G : 0;
	while (size) {
		uint64_t *pte = level1_entry(va), step = PAGE_SIZE;
		if (!pte)
			return false;
		if (!((va | pa) & (LEVEL1_SIZE - 1)) && size >= LEVEL1_SIZE) {
			step = LEVEL1_SIZE;
		} else {
			uint64_t *table = table_at(pte);
			if (!table)
				return false;
			pte = &table[va >> PAGE_SHIFT & (TABLE_SIZE - 1)];
		}
		store_once(pte, pte_leaf(pa, rights));
		va += step;
		pa += step;
		size -= step;
	}
	return true;
}

static BOOT bool map_direct(pa_t start, pa_t end, uint64_t rights)
{
	return start >= end || map(start + DIRECT_BASE, start, end - start, rights);
}

/* Text and rodata must not be writable through their alias: W^X holds for the frame, not the address. Nor is bss,
 * which stands between them, and has no need of it. */
static BOOT bool map_region(pa_t start, pa_t end)
{
	pa_t hard_start = image_pa(image_start), hard_end = image_pa(data_start);

	if (hard_start >= end || hard_end <= start)
		return map_direct(start, end, PTE_R | PTE_W);
	return map_direct(start, hard_start, PTE_R | PTE_W) &&
	       map_direct(hard_start, hard_end, PTE_R) && map_direct(hard_end, end, PTE_R | PTE_W);
}

/* What the tree says must not be mapped (devicetree specification, 3.5.4) is left out: speculation and prefetching go
 * wherever a mapping leads. */
static BOOT bool map_around(pa_t start, pa_t end)
{
	pa_t from, to;

	while (page_hidden(start, end, &from, &to)) {
		if (from > start && !map_region(start, from))
			return false;
		start = to;
	}
	return start >= end || map_region(start, end);
}

static BOOT bool map_image(char *start, char *end, uint64_t rights)
{
	return map((va_t)start, image_pa(start), (uint64_t)(end - start), rights);
}

/* Lowest tables too: stack_map() and device_map() then need no memory but the pages themselves. */
static BOOT bool make_tables(va_t va)
{
	uint64_t *pte = level1_entry(va);
	return pte && table_at(pte);
}

BOOT void kernel_map_init(void)
{
	pa_t start, end;
	bool ok;

	root = page_alloc_zeroed();
	ok = root && map_image(image_start, boot_data, PTE_R | PTE_X) &&
	     map_image(boot_data, names_start, PTE_R | PTE_W) &&
	     map_image(names_start, bss_start, PTE_R) &&
	     map_image(bss_start, rodata_start, PTE_R | PTE_W) &&
	     map_image(rodata_start, data_start, PTE_R) &&
	     map_image(data_start, image_end, PTE_R | PTE_W) && make_tables(DEVICE_BASE) &&
	     make_tables(STACKS_BASE);
	for (unsigned i = 0; ok && page_region(i, &start, &end); i++)
		ok = map_around(start, end);
	if (!ok)
		panic("too little memory for the kernel's own tables");
}

BOOT void kernel_map_seal(void)
{
	sealed = true;
	hint(HINT_KERNEL_ROOT, root, 0, 0);
}

pa_t kernel_root(void)
{
	return root;
}

/* What a tree calls a device is none there, and what was written to it would be in somebody's page. */
static BOOT bool is_memory(pa_t first, pa_t after)
{
	pa_t start, end;

	for (unsigned i = 0; page_region(i, &start, &end); i++)
		if (first < end && start < after)
			return true;
	return false;
}

BOOT volatile void *device_map(pa_t pa, uint64_t size)
{
	pa_t first = pa & ~(pa_t)(PAGE_SIZE - 1);
	uint64_t bytes = (pa + size - first + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
	va_t va = next_device;

	/* So that it can have leaves of that size: a PLIC has megabytes. */
	if (bytes >= LEVEL1_SIZE)
		va += (first - va) & (LEVEL1_SIZE - 1);
	if (pa % sizeof(uint32_t) || (pa + size - 1) >> PA_BITS || size > LEVEL1_SIZE * 8 ||
	    is_memory(first, first + bytes) || va + bytes > DEVICE_BASE + LEVEL1_SIZE * 8 ||
	    !map(va, first, bytes, PTE_R | PTE_W))
		return NULL;
	next_device = va + bytes;
	/* The only hart; it may have cached that nothing is there (hazard H30). */
	tlb_fence_all(FENCE_KERNEL);
	return (volatile void *)(va + (pa - first));
}

static void fence_kernel(void *arg)
{
	(void)arg;
	tlb_fence_all(FENCE_KERNEL);
}

/* No hart goes on with what it has cached of the kernel half. */
static void fence_everywhere(void)
{
	bool irqs = irq_save();

	fence_full();
	tlb_fence_all(FENCE_KERNEL);
	smp_call(smp_others(), fence_kernel, NULL);
	irq_restore(irqs);
}

static BOOT_OR_TEST bool map_stack_page(va_t va)
{
	pa_t pa;

	if (*page_entry(va))
		return true; /* an earlier try got this far */
	pa = page_alloc_zeroed();
	return pa && map(va, pa, PAGE_SIZE, PTE_R | PTE_W);
}

static BOOT_OR_TEST bool map_stack_pages(va_t va)
{
	for (unsigned i = 0; i < STACK_PAGES; i++)
		if (!level1_entry(va) || !table_at(level1_entry(va)) ||
		    !map_stack_page(va + i * PAGE_SIZE))
			return false;
	return true;
}

/*
 * The kernel half gains a mapping, which hardware may have cached as invalid: every hart fences before
 * the stack is used (hazard H30). Stacks are never unmapped, so this happens once for each.
 */
BOOT_OR_TEST void *stack_map(void)
{
	bool irqs = spin_lock_irqsave(&lock);
	va_t stack = next_stack + STACK_SLOT - STACK_SIZE;
	bool ok = stack < STACKS_BASE + (1UL << ROOT_SPAN_SHIFT) && map_stack_pages(stack);

	if (ok)
		next_stack += STACK_SLOT;
	spin_unlock(&lock);
	if (ok)
		fence_everywhere();
	irq_restore(irqs);
	return ok ? (void *)stack : NULL;
}

/* ---- what only booting needed ------------------------------------------------------------------------ */

/*
 * In this order: nothing executes there, on any hart; then the alias becomes writable (its table was
 * made for the rights that it had); then it is memory, unless the tree does not know it, or a region of it was
 * too small to use. The kernel half loses mappings nowhere else.
 */
void boot_memory_free(void)
{
	const char *page;

	text_end = boot_text;
	for (page = boot_text; page < names_start; page += PAGE_SIZE)
		store_once(page_entry((va_t)page), 0);
	fence_everywhere();
	for (page = boot_text; page < names_start && page_of(image_pa(page)); page += PAGE_SIZE) {
		uint64_t *alias = page_entry((va_t)direct(image_pa(page)));
		store_once(alias, *alias | pte_leaf(0, PTE_R | PTE_W));
	}
	fence_everywhere();
	while (page > boot_text)
		page_free(image_pa(page -= PAGE_SIZE));
}

uint64_t image_stays(void)
{
	return (uint64_t)(image_end - image_start) - (uint64_t)(names_start - boot_text);
}

/* ---- G, which lives in the leaves of the shared tables ------------------------------------------------- */

static BOOT_OR_COMMAND void set_table_global(uint64_t *table)
{
	for (unsigned i = 0; i < TABLE_SIZE; i++)
		if (table[i] & PTE_LEAF)
			store_once(&table[i],
				   global ? table[i] | PTE_G : table[i] & ~(uint64_t)PTE_G);
}

static BOOT_OR_COMMAND void set_level1_global(uint64_t *table)
{
	set_table_global(table);
	for (unsigned i = 0; i < TABLE_SIZE; i++)
		if (table[i] && !(table[i] & PTE_LEAF))
			set_table_global(table_at(&table[i]));
}

BOOT_OR_COMMAND void kernel_map_set_global(bool on)
{
	uint64_t *entry = direct(root);

	global = on;
	for (unsigned i = ROOT_USER_ENTRIES; i < ROOT_ENTRIES; i++)
		if (entry[i])
			set_level1_global(table_at(&entry[i]));
}
