/* SPDX-License-Identifier: MIT */
#include "kernel/memory.h"
#include "kernel/page.h"
#include "kernel/reaper.h"
#include "kernel/slab.h"
#include "lib/string.h"

#define TABLE_SHIFT 9
#define TABLE_SIZE  (1UL << TABLE_SHIFT)
#define PAGES_NOW \
	16 /* objects of so many pages have their frames from the beginning, and to the end */
#define PA_TOP (1UL << 56)

static pa_t page_down(pa_t pa)
{
	return pa & ~(pa_t)(PAGE_SIZE - 1);
}

static pa_t page_up(pa_t pa)
{
	return page_down(pa + PAGE_SIZE - 1);
}

/* ---- frames of anonymous objects; m->lock held ------------------------------------------------------- */

static unsigned levels_of(uint64_t pages)
{
	unsigned levels = 0;

	for (; pages > 1; pages = (pages + TABLE_SIZE - 1) >> TABLE_SHIFT)
		levels++;
	return levels;
}

/* So many frames are needed, the tables' own included. */
static uint64_t cost_of(uint64_t pages)
{
	uint64_t cost = pages;

	while (pages > 1) {
		pages = (pages + TABLE_SIZE - 1) >> TABLE_SHIFT;
		cost += pages;
	}
	return cost;
}

static pa_t frame_locked(struct memory *m, uint64_t index, bool make)
{
	pa_t *slot = &m->top;

	for (unsigned level = m->levels;; level--) {
		if (!*slot && make)
			*slot = page_alloc_zeroed();
		if (!*slot || !level)
			return *slot;
		slot = (pa_t *)direct(*slot) +
		       (index >> TABLE_SHIFT * (level - 1) & (TABLE_SIZE - 1));
	}
}

static pa_t frame(struct memory *m, uint64_t index, bool make)
{
	bool irqs;
	pa_t pa;

	if (m->kind != MEMORY_ANONYMOUS)
		return m->top + index * PAGE_SIZE;
	irqs = spin_lock_irqsave(&m->lock);
	pa = frame_locked(m, index, make);
	spin_unlock_irqrestore(&m->lock, irqs);
	return pa;
}

pa_t memory_page(struct memory *m, uint64_t index)
{
	return frame(m, index, true);
}

void memory_read(struct memory *m, uint64_t offset, void *to, size_t len)
{
	while (len) {
		size_t at = offset & (PAGE_SIZE - 1), n = PAGE_SIZE - at;
		pa_t pa = frame(m, offset >> PAGE_SHIFT, false);

		n = n < len ? n : len;
		if (pa)
			memcpy(to, (char *)direct(pa) + at, n);
		else
			memset(to, 0, n);
		to = (char *)to + n;
		offset += n;
		len -= n;
	}
}

/* ---- the end ------------------------------------------------------------------------------------------- */

static void free_tree(pa_t pa, unsigned levels)
{
	if (!pa)
		return;
	for (unsigned i = 0; levels && i < TABLE_SIZE; i++)
		free_tree(((pa_t *)direct(pa))[i], levels - 1);
	page_free(pa);
}

static void free_frames(pa_t start, uint64_t count)
{
	while (count) {
		unsigned order = 0;

		while (!(start >> PAGE_SHIFT >> order & 1) && 2UL << order <= count)
			order++;
		page_free_order(start, order);
		start += PAGE_SIZE << order;
		count -= 1UL << order;
	}
}

static void reap(struct dead *d)
{
	struct memory_remains *r = object_of(d, struct memory_remains, dead);

	free_tree(r->top, r->levels);
	quota_return_pages(r->quota, r->charged);
	if (r->quota)
		quota_put(r->quota);
	slab_free(r, sizeof *r);
}

static void leave_to_reaper(struct memory *m)
{
	struct quota *q = m->object.quota;

	*m->remains = (struct memory_remains){.dead = {.reap = reap},
					      .top = m->top,
					      .levels = m->levels,
					      .charged = m->charged,
					      .quota = q};
	if (q)
		quota_get(q);
	reaper_take(&m->remains->dead);
}

/* Also of one that could not be made whole. */
bool memory_end(struct object *o)
{
	struct memory *m = memory_of(o);

	if (m->remains) {
		leave_to_reaper(m);
		return false;
	}
	if (m->kind == MEMORY_ANONYMOUS)
		free_tree(m->top, m->levels);
	else if (m->kind == MEMORY_CONTIGUOUS && m->top)
		free_frames(m->top, m->pages);
	quota_return_pages(o->quota, m->charged);
	return false;
}

/* ---- the beginning --------------------------------------------------------------------------------------- */

static bool take_block(struct memory *m)
{
	uint64_t size = 1;
	unsigned order = 0;

	for (; size < m->pages; size *= 2)
		order++;
	m->top = page_alloc_order(order);
	if (!m->top)
		return false;
	free_frames(m->top + m->pages * PAGE_SIZE, size - m->pages);
	return true;
}

bool memory_clear_some(struct memory *m)
{
	if (m->kind != MEMORY_CONTIGUOUS)
		return false;
	for (unsigned i = 0; i < PAGES_NOW && m->cleared < m->pages; i++)
		memset(direct(m->top + m->cleared++ * PAGE_SIZE), 0, PAGE_SIZE);
	return m->cleared < m->pages;
}

static bool take_frames(struct memory *m)
{
	if (m->kind == MEMORY_CONTIGUOUS)
		return take_block(m);
	m->levels = (uint8_t)levels_of(m->pages);
	if (m->pages > PAGES_NOW) {
		m->remains = slab_alloc(sizeof *m->remains);
		return m->remains;
	}
	for (uint64_t i = 0; i < m->pages; i++)
		if (!memory_page(m, i))
			return false;
	return true;
}

static struct memory *create(struct quota *q, enum memory_kind kind, uint64_t size, enum err *e)
{
	struct memory *m = object_create(q, LORIS_MEMORY, sizeof *m, e);

	if (!m)
		return NULL;
	m->kind = (uint8_t)kind;
	m->size = size;
	m->pages = page_up(size) >> PAGE_SHIFT;
	return m;
}

struct memory *memory_create(struct quota *q, uint64_t size, bool contiguous, enum err *e)
{
	uint64_t pages = page_up(size) >> PAGE_SHIFT;
	uint64_t charged = contiguous ? pages : cost_of(pages);
	struct memory *m;

	*e = ERR_INVALID;
	if (!size || size > (contiguous ? MEMORY_CONTIGUOUS_MAX : USER_TOP))
		return NULL;
	*e = ERR_NO_MEMORY;
	if (charged > page_total_count())
		return NULL;
	*e = ERR_QUOTA;
	if (!quota_charge_pages(q, charged))
		return NULL;
	m = create(q, contiguous ? MEMORY_CONTIGUOUS : MEMORY_ANONYMOUS, size, e);
	if (!m) {
		quota_return_pages(q, charged);
		return NULL;
	}
	m->charged = charged;
	if (take_frames(m))
		return m;
	object_put(&m->object);
	*e = ERR_NO_MEMORY;
	return NULL;
}

/* ---- what was there before us ------------------------------------------------------------------------------ */

static bool in_ramdisk(pa_t start, pa_t end)
{
	return machine.initrd < machine.initrd_end && start >= page_down(machine.initrd) &&
	       end <= page_up(machine.initrd_end);
}

/* The kernel and the firmware lie in RAM too. */
static bool touches_ram(pa_t start, pa_t end)
{
	pa_t low, high;

	for (unsigned i = 0; page_region(i, &low, &high); i++)
		if (start < high && low < end)
			return true;
	return false;
}

struct memory *memory_physical(struct quota *q, pa_t start, uint64_t size, enum err *e)
{
	struct memory *m;
	bool ramdisk;

	*e = ERR_INVALID;
	if (start & (PAGE_SIZE - 1) || !size || size > USER_TOP || start > PA_TOP - USER_TOP)
		return NULL;
	ramdisk = in_ramdisk(start, start + size);
	if (!ramdisk && touches_ram(start, page_up(start + size)))
		return NULL;
	m = create(q, ramdisk ? MEMORY_RAMDISK : MEMORY_DEVICE, size, e);
	if (m)
		m->top = start;
	return m;
}

struct memory *memory_ramdisk(void)
{
	static struct memory m = {.object = {.refs = 1, .type = LORIS_MEMORY},
				  .kind = MEMORY_RAMDISK};

	m.top = page_down(machine.initrd);
	m.size = machine.initrd_end - m.top;
	m.pages = page_up(m.size) >> PAGE_SHIFT;
	return machine.initrd < machine.initrd_end ? &m : NULL;
}
