/* SPDX-License-Identifier: MIT */
#include "kernel/page.h"
#include "kernel/debug.h"
#include "kernel/hart.h"
#include "kernel/panic.h"
#include "kernel/printk.h"
#include "lib/bitmap.h"
#include "lib/string.h"

#define REGIONS_MAX	 8
#define RESERVATIONS_MAX 32 /* that others ask for */
#define BATCH		 (HART_PAGE_CACHE / 2)

/* state[] of a frame: what the buddy may merge it with. */
#define STATE_USED \
	0xff /* handed out, reserved, or inside a larger free block; else: order, and free */

struct region {
	pa_t start, end;
	struct page *pages;
	uint8_t *state;
};

struct range {
	pa_t start, end;
	bool hidden;
};

static struct region regions[REGIONS_MAX];
static unsigned region_count;
static struct range reserved[RESERVATIONS_MAX + REGIONS_MAX + 1]; /* the rest: page_init()'s own */
static bool too_many; /* reservations, to keep them all */
static unsigned reserved_count;

static struct spinlock lock; /* leaf; guards what follows, and every state[] */
static struct list free_blocks[PAGE_ORDERS];
static uint64_t free_pages; /* in free_blocks */
static uint64_t total_pages;

static pa_t page_up(pa_t pa)
{
	return (pa + PAGE_SIZE - 1) & ~(pa_t)(PAGE_SIZE - 1);
}

static pa_t page_down(pa_t pa)
{
	return pa & ~(pa_t)(PAGE_SIZE - 1);
}

/* The end of a range that a device tree tells, which may lead up to the last address, or wrap around behind it. */
static BOOT pa_t within_reach(pa_t start, pa_t end)
{
	return end < start || end > DIRECT_SIZE ? DIRECT_SIZE : end;
}

BOOT void page_add_region(pa_t start, pa_t end)
{
	end = page_down(within_reach(start, end));
	if (start < end) /* rounded up, the last addresses would be 0 */
		start = page_up(start);
	for (unsigned i = 0; i < region_count; i++)
		if (start < regions[i].end && regions[i].start < end)
			end = start; /* told twice: the frames are known */
	if (start >= end || region_count == REGIONS_MAX) {
		printk("memory: 0x%lx-0x%lx left alone\n", start, end);
		return;
	}
	regions[region_count++] = (struct region){.start = start, .end = end};
}

static BOOT void reserve(pa_t start, pa_t end)
{
	reserved[reserved_count++] = (struct range){page_down(start), page_up(end), false};
}

BOOT void page_reserve(pa_t start, pa_t end)
{
	end = within_reach(start, end);
	if (start >= end)
		return;
	if (reserved_count == RESERVATIONS_MAX) {
		if (!too_many)
			printk("memory: more than %u reserved ranges\n", RESERVATIONS_MAX);
		too_many = true;
		return;
	}
	reserve(start, end);
}

BOOT bool page_reserved_all(void)
{
	return !too_many;
}

BOOT void page_hide(pa_t start, pa_t end)
{
	unsigned before = reserved_count;

	page_reserve(start, end);
	if (reserved_count > before)
		reserved[before].hidden = true;
}

BOOT_OR_TEST bool page_hidden(pa_t start, pa_t end, pa_t *from, pa_t *to)
{
	*from = end;
	for (const struct range *r = reserved; r < reserved + reserved_count; r++)
		if (r->hidden && r->start < *from && r->end > start) {
			*from = r->start;
			*to = r->end;
		}
	return *from < end;
}

bool page_region(unsigned i, pa_t *start, pa_t *end)
{
	if (i >= region_count)
		return false;
	*start = regions[i].start;
	*end = regions[i].end;
	return true;
}

static struct region *region_of(pa_t pa)
{
	for (struct region *r = regions; r < regions + region_count; r++)
		if (pa - r->start < r->end - r->start)
			return r;
	return NULL;
}

struct page *page_of(pa_t pa)
{
	struct region *r = region_of(pa);
	return r ? &r->pages[(pa - r->start) >> PAGE_SHIFT] : NULL;
}

pa_t page_pa(const struct page *p)
{
	struct region *r = regions;
	while (p < r->pages || p >= r->pages + ((r->end - r->start) >> PAGE_SHIFT))
		r++;
	return r->start + ((pa_t)(p - r->pages) << PAGE_SHIFT);
}

/* ---- the buddy; lock held ---------------------------------------------------------------------------- */

static uint8_t *state_of(struct region *r, pa_t pa)
{
	return &r->state[(pa - r->start) >> PAGE_SHIFT];
}

static void put_block_locked(struct region *r, pa_t pa, unsigned order)
{
	free_pages += 1UL << order;
	for (; order < PAGE_ORDERS - 1; order++) {
		pa_t size = (pa_t)PAGE_SIZE << order, buddy = pa ^ size;
		if (buddy < r->start || buddy + size > r->end || *state_of(r, buddy) != order)
			break;
		list_remove(&page_of(buddy)->link);
		*state_of(r, buddy) = STATE_USED;
		pa &= ~size;
	}
	*state_of(r, pa) = (uint8_t)order;
	list_add_head(&free_blocks[order], &page_of(pa)->link);
}

static pa_t take_block_locked(unsigned order)
{
	unsigned have = order;
	struct region *r;
	pa_t pa;

	while (have < PAGE_ORDERS && list_empty(&free_blocks[have]))
		have++;
	if (have == PAGE_ORDERS)
		return 0;
	pa = page_pa(list_first_entry(&free_blocks[have], struct page, link));
	r = region_of(pa);
	list_remove(&page_of(pa)->link);
	*state_of(r, pa) = STATE_USED;
	while (have-- > order) { /* keep the lower half, give back the upper */
		pa_t upper = pa + ((pa_t)PAGE_SIZE << have);
		*state_of(r, upper) = (uint8_t)have;
		list_add_head(&free_blocks[have], &page_of(upper)->link);
	}
	free_pages -= 1UL << order;
	return pa;
}

/* ---- boot ---------------------------------------------------------------------------------------------- */

/* The first reserved range that touches [start, end), by address. */
static BOOT const struct range *next_reserved(pa_t start, pa_t end)
{
	const struct range *best = NULL;
	for (unsigned i = 0; i < reserved_count; i++) {
		const struct range *r = &reserved[i];
		if (r->end > start && r->start < end && (!best || r->start < best->start))
			best = r;
	}
	return best;
}

static BOOT void free_range(struct region *r, pa_t start, pa_t end)
{
	while (start < end) {
		unsigned order = PAGE_ORDERS - 1;
		while (start & (((pa_t)PAGE_SIZE << order) - 1) ||
		       start + ((pa_t)PAGE_SIZE << order) > end)
			order--;
		put_block_locked(r, start, order);
		start += (pa_t)PAGE_SIZE << order;
	}
}

/* Where `size` bytes of the region are not reserved; 0 when nowhere. */
static BOOT pa_t find_room(const struct region *r, uint64_t size)
{
	pa_t at = r->start;
	const struct range *used;

	while ((used = next_reserved(at, at + size)))
		at = used->end;
	return at + size <= r->end ? at : 0;
}

static BOOT void start_region(struct region *r)
{
	uint64_t frames = (r->end - r->start) >> PAGE_SHIFT;
	uint64_t size = page_up(frames * (sizeof(struct page) + 1));
	pa_t table = find_room(r, size), at = r->start;
	const struct range *used;

	if (!table) {
		printk("memory: 0x%lx-0x%lx is too small to use\n", r->start, r->end);
		r->end = r->start;
		return;
	}
	reserve(table, table + size);
	r->pages = direct(table);
	r->state = (uint8_t *)(r->pages + frames);
	memset(r->state, STATE_USED, frames);
	while ((used = next_reserved(at, r->end))) {
		if (used->start > at)
			free_range(r, at, used->start);
		at = used->end > at ? used->end : at;
	}
	free_range(r, at, r->end);
	total_pages += frames;
}

BOOT void page_init(void)
{
	reserve(0, PAGE_SIZE); /* 0 says "none" */
	for (unsigned i = 0; i < PAGE_ORDERS; i++)
		list_init(&free_blocks[i]);
	for (unsigned i = 0; i < region_count; i++)
		start_region(&regions[i]);
}

/* ---- interface ------------------------------------------------------------------------------------------- */

/* What an outside model of the TLB is told (debug builds): while the caller owns the frames, so that the
 * ends of one life and the beginning of the next stand in order. */

static void tell_used(pa_t pa, unsigned order)
{
	for (pa_t end = pa + ((pa_t)PAGE_SIZE << order); pa < end; pa += PAGE_SIZE)
		hint(HINT_FRAME_USED, pa, 0, 0);
}

static void tell_free(pa_t pa, unsigned order)
{
	for (pa_t end = pa + ((pa_t)PAGE_SIZE << order); pa < end; pa += PAGE_SIZE)
		hint(HINT_FRAME_FREE, pa, 0, 0);
}

unsigned page_order(uint64_t bytes)
{
	unsigned order = 0;

	while (((uint64_t)PAGE_SIZE << order) < bytes)
		order++;
	return order;
}

pa_t page_alloc_order(unsigned order)
{
	bool irqs = spin_lock_irqsave(&lock);
	pa_t pa = take_block_locked(order);
	spin_unlock_irqrestore(&lock, irqs);
	if (pa)
		tell_used(pa, order);
	return pa;
}

void page_free_order(pa_t pa, unsigned order)
{
	bool irqs;

	tell_free(pa, order);
	irqs = spin_lock_irqsave(&lock);
	put_block_locked(region_of(pa), pa, order);
	spin_unlock_irqrestore(&lock, irqs);
}

static __attribute__((noinline)) void refill(struct hart *h)
{
	spin_lock(&lock);
	while (h->pages < BATCH) {
		pa_t pa = take_block_locked(0);
		if (!pa)
			break;
		h->page[h->pages++] = pa;
	}
	spin_unlock(&lock);
}

static __attribute__((noinline)) void drain(struct hart *h, unsigned keep)
{
	spin_lock(&lock);
	while (h->pages > keep) {
		pa_t pa = h->page[--h->pages];
		put_block_locked(region_of(pa), pa, 0);
	}
	spin_unlock(&lock);
}

pa_t page_alloc(void)
{
	bool irqs = irq_save();
	struct hart *h = this_hart();
	pa_t pa = 0;

	if (!h->pages)
		refill(h);
	if (h->pages && !debug_fail())
		pa = h->page[--h->pages];
	irq_restore(irqs);
	if (pa)
		tell_used(pa, 0);
	return pa;
}

/* 32 stores a turn: clearing is most of what a new page costs. A store of a register that is not known to
 * be zero has a short form, and gcc does not make a call of memset of it. */
static void page_clear(pa_t pa)
{
	uint64_t *word = direct(pa), *end = word + PAGE_SIZE / sizeof(*word), zero = 0;

#define CLEAR4(i) word[i] = zero, word[(i) + 1] = zero, word[(i) + 2] = zero, word[(i) + 3] = zero
	do {
		__asm__ volatile("" : "+r"(zero)::"memory");
		CLEAR4(0), CLEAR4(4), CLEAR4(8), CLEAR4(12);
		CLEAR4(16), CLEAR4(20), CLEAR4(24), CLEAR4(28);
	} while ((word += 32) != end);
#undef CLEAR4
}

pa_t page_alloc_zeroed(void)
{
	pa_t pa = page_alloc();
	if (pa)
		page_clear(pa);
	return pa;
}

void page_free(pa_t pa)
{
	bool irqs;
	struct hart *h;

	tell_free(pa, 0);
	irqs = irq_save();
	h = this_hart();
	if (h->pages == HART_PAGE_CACHE)
		drain(h, BATCH);
	h->page[h->pages++] = pa;
	irq_restore(irqs);
}

void page_drain_cache(void)
{
	drain(this_hart(), 0);
}

uint64_t page_free_count(void)
{
	uint64_t n = load_once(&free_pages);
	for_each_hart(h)
		n += load_once(&h->pages);
	return n;
}

uint64_t page_total_count(void)
{
	return total_pages;
}
