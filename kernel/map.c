/* SPDX-License-Identifier: MIT */
/* Changing what is mapped: mapping, unmapping, protecting. */
#include "kernel/debug.h"
#include "kernel/page.h"
#include "kernel/region.h"
#include "lib/string.h"

#define PROT_ALL   (LORIS_PROT_READ | LORIS_PROT_WRITE | LORIS_PROT_EXEC)
#define FILL_NOW   (2 * PAGE_SIZE) /* mappings up to this are filled when they are made */
#define GATHER_MAX 64		   /* frames that one flush covers */

static va_t page_up(va_t va)
{
	return (va + PAGE_SIZE - 1) & ~(va_t)(PAGE_SIZE - 1);
}

static bool lock(struct mm *mm)
{
	bool irqs = irq_save();
	spin_lock_served(&mm->lock);
	return irqs;
}

static void unlock(struct mm *mm, bool irqs)
{
	spin_unlock_irqrestore(&mm->lock, irqs);
}

static va_t batch_end(va_t start, va_t end)
{
	return end - start > VM_BATCH * PAGE_SIZE ? start + VM_BATCH * PAGE_SIZE : end;
}

/* ---- taking away -------------------------------------------------------------------------------------------- */

/* Frames that are unmapped but may still be reached through some TLB. */
struct gather {
	unsigned count;
	pa_t frame[GATHER_MAX];
};

/* Entries are away; now everyone's TLB, then the frames: never sooner (hazard H19). */
static void release_locked(struct mm *mm, struct gather *g, va_t start, va_t end)
{
	mm_flush_locked(mm, start, end - start);
	for (unsigned i = 0; i < g->count; i++)
		page_free(g->frame[i]);
	mm->pages -= g->count;
	quota_return_pages(mm->quota, g->count);
	g->count = 0;
}

static COLD void clear_range_locked(struct mm *mm, va_t start, va_t end)
{
	struct gather g;
	bool any = false;
	pt_slot *slot;

	g.count = 0;
	for (va_t va = start; va < end && (slot = pt_next(mm, &va, end)); va += PAGE_SIZE) {
		if (g.count == GATHER_MAX)
			release_locked(mm, &g, start, va);
		if (!pt_shared(slot))
			g.frame[g.count++] = pt_pa(slot);
		pt_clear(slot);
		any = true;
	}
	if (any)
		release_locked(mm, &g, start, end);
}

/* Likewise, as it is most often. */
static void clear_page_locked(struct mm *mm, va_t va)
{
	pt_slot *slot = pt_find(mm, va);
	uint64_t own;
	pa_t pa;

	if (!slot)
		return;
	pa = pt_pa(slot);
	own = !pt_shared(slot);
	pt_clear(slot);
	mm_flush_locked(mm, va, PAGE_SIZE);
	if (own)
		page_free(pa);
	mm->pages -= own;
	quota_return_pages(mm->quota, own);
}

/* r: the first in the range, which begins and ends with regions. Those that have memory go to `gone`, since
 * that is put when the lock is free. */
static void take_away_locked(struct mm *mm, struct region *r, va_t start, va_t end,
			     struct list **gone)
{
	struct list *node = &r->link, *next;

	for (; node != &mm->regions; node = next) {
		r = list_entry(node, struct region, link);
		next = node->next;
		if (r->start >= end)
			break;
		if (!r->memory) {
			region_remove(mm, r);
		} else {
			region_unlink(mm, r);
			node->next = *gone;
			*gone = node;
		}
	}
	if (end - start == PAGE_SIZE)
		clear_page_locked(mm, start);
	else
		clear_range_locked(mm, start, end);
}

static void free_regions(struct mm *mm, struct list *gone)
{
	while (gone) {
		struct region *r = list_entry(gone, struct region, link);
		gone = gone->next;
		region_free(mm, r);
	}
}

/* ---- mapping ---------------------------------------------------------------------------------------------- */

static bool valid_prot(unsigned prot)
{
	if (!prot || prot & ~PROT_ALL)
		return false;
	return !(prot & LORIS_PROT_WRITE && prot & LORIS_PROT_EXEC); /* W^X for everyone */
}

static bool valid_range(va_t addr, uint64_t len)
{
	/* USER_TOP is page-aligned, so rounding up does not lead over it. */
	return !(addr & (PAGE_SIZE - 1)) && len > 0 && len <= USER_TOP && addr <= USER_TOP - len;
}

static enum err fill_page(struct mm *mm, const struct region *r, va_t va)
{
	pt_slot *slot = pt_prepare(mm, va);

	return slot ? region_fill_page(mm, r, va, slot) : ERR_NO_MEMORY;
}

/* Who maps a page or two touches them next, and a fault costs ten times what this does. */
static enum err fill_few(struct mm *mm, const struct region *r)
{
	enum err e = fill_page(mm, r, r->start);

	if (e == OK && r->end - r->start == FILL_NOW)
		e = fill_page(mm, r, r->start + PAGE_SIZE);
	return e;
}

/* Of what needs no frame there is nothing to save: it spares the program its first faults. */
static COLD void fill_shown(struct mm *mm, const struct region *r)
{
	va_t end = batch_end(r->start, r->end);

	for (va_t va = r->start; va < end; va += PAGE_SIZE)
		if (!region_shows_memory(r, va - r->start) || r->memory->kind == MEMORY_ANONYMOUS ||
		    fill_page(mm, r, va) != OK)
			return;
}

static void set_source(struct region *r, const struct vm_source *from, unsigned flags, uint64_t len)
{
	if (flags & LORIS_MAP_PRIVATE && !from->filled)
		return;
	r->copies = flags & LORIS_MAP_PRIVATE;
	r->memory = from->memory;
	object_get(&r->memory->object);
	r->offset = from->offset;
	r->filled = from->filled;
	r->whole = from->filled == len;
	if (!r->copies)
		r->prot_max = (uint8_t)from->prot_max;
}

static long map_locked(struct mm *mm, va_t addr, uint64_t len, unsigned flags,
		       const struct vm_source *from, struct list **gone)
{
	va_t end;
	struct region *r, *after;
	enum err e = OK;

	if (!addr)
		addr = region_find_room(mm, page_up(len));
	if (!addr)
		return ERR_NO_MEMORY;
	end = page_up(addr + len);
	after = region_from(mm, addr);
	if (after && after->start < end)
		return ERR_EXISTS;
	r = region_add(mm, after, addr, end, &e);
	if (!r)
		return e;
	r->prot = flags & PROT_ALL;
	if (from)
		set_source(r, from, flags, len);
	if (end - addr <= FILL_NOW)
		e = fill_few(mm, r);
	else if (r->memory)
		fill_shown(mm, r);
	/* What there is no memory for now, the fault will ask for again; but see vm.h. */
	if (e != OK && r->copies) {
		take_away_locked(mm, r, addr, end, gone);
		return e;
	}
	region_merge_around(mm, r);
	return (long)addr;
}

static COLD bool valid_source(const struct vm_source *from, uint64_t len, unsigned flags)
{
	const struct memory *m = from->memory;
	uint64_t size = m->pages * PAGE_SIZE;

	if (from->offset > size)
		return false;
	if (flags & LORIS_MAP_PRIVATE)
		return m->kind != MEMORY_DEVICE && from->filled <= len &&
		       from->filled <= size - from->offset;
	return !from->filled && !(from->offset & (PAGE_SIZE - 1)) && len <= size - from->offset;
}

static long map(struct mm *mm, va_t addr, uint64_t len, unsigned flags,
		const struct vm_source *from)
{
	struct list *gone = NULL;
	long result;
	bool irqs;

	if (!valid_prot(flags & ~LORIS_MAP_PRIVATE) || !valid_range(addr, len))
		return ERR_INVALID;
	/* More than there is will never be; less may still run out, at the touch. */
	if (len > VM_BATCH * PAGE_SIZE && len / PAGE_SIZE > page_free_count() &&
	    (!from || flags & LORIS_MAP_PRIVATE))
		return ERR_NO_MEMORY;
	irqs = lock(mm);
	result = map_locked(mm, addr, len, flags, from, &gone);
	unlock(mm, irqs);
	free_regions(mm, gone);
	return result;
}

long vm_map_memory(struct mm *mm, va_t addr, uint64_t len, unsigned flags,
		   const struct vm_source *from)
{
	return valid_source(from, len, flags) ? map(mm, addr, len, flags, from) : ERR_INVALID;
}

long vm_map(struct mm *mm, va_t addr, uint64_t len, unsigned prot)
{
	return prot & LORIS_MAP_PRIVATE ? ERR_INVALID : map(mm, addr, len, prot, NULL);
}

/* ---- unmapping and protecting ------------------------------------------------------------------------------ */

/* Makes [start, end) begin and end with regions. */
static COLD enum err cut_locked(struct mm *mm, va_t start, va_t end)
{
	enum err e = region_split(mm, start);
	return e == OK ? region_split(mm, end) : e;
}

static enum err unmap_locked(struct mm *mm, va_t addr, va_t end, va_t *done, struct list **gone)
{
	struct region *r = region_from(mm, addr);
	enum err e;

	*done = end;
	if (!r || r->start >= end)
		return OK;
	addr = r->start > addr ? r->start : addr;
	end = *done = batch_end(addr, end);
	if (r->start != addr || r->end != end) {
		e = cut_locked(mm, addr, end);
		if (e != OK)
			return e;
		r = region_from(mm, addr);
	}
	take_away_locked(mm, r, addr, end, gone);
	return OK;
}

enum err vm_unmap(struct mm *mm, va_t addr, uint64_t len, uint64_t *done)
{
	struct list *gone = NULL;
	enum err e;
	bool irqs;
	va_t end;

	if (!valid_range(addr, len))
		return ERR_INVALID;
	irqs = lock(mm);
	e = unmap_locked(mm, addr, page_up(addr + len), &end, &gone);
	unlock(mm, irqs);
	free_regions(mm, gone);
	*done = end - addr;
	return e;
}

static enum err check_locked(struct mm *mm, va_t addr, va_t end, unsigned prot)
{
	while (addr < end) {
		struct region *r = region_at(mm, addr);
		if (!r)
			return ERR_NOT_FOUND;
		if (prot & ~r->prot_max)
			return ERR_PERM;
		addr = r->end;
	}
	return OK;
}

/* True: a right was lost. */
static bool set_rights_locked(struct mm *mm, va_t start, va_t end, unsigned prot)
{
	bool lost = false;
	pt_slot *slot;

	for (va_t va = start; (slot = pt_next(mm, &va, end)); va += PAGE_SIZE)
		lost |= pt_protect(slot, prot);
	return lost;
}

/* What was written becomes what is fetched: first nobody can write any more, then every hart that runs
 * the space fences, then it may be fetched. */
static void protect_entries_locked(struct mm *mm, va_t start, va_t end, unsigned prot)
{
	if (prot & LORIS_PROT_EXEC) {
		if (set_rights_locked(mm, start, end, LORIS_PROT_READ))
			mm_flush_locked(mm, start, end - start);
		mm_code_changed_locked(mm);
	}
	if (set_rights_locked(mm, start, end, prot))
		mm_flush_locked(mm, start, end - start);
}

/* A page of the ramdisk, shown instead of a copy, is everyone's: before it may be written it becomes one. */
static void unshare_locked(struct mm *mm, va_t start, va_t end)
{
	bool any = false;
	pt_slot *slot;

	for (va_t va = start; (slot = pt_next(mm, &va, end)); va += PAGE_SIZE) {
		if (pt_shared(slot)) {
			pt_clear(slot);
			any = true;
		}
	}
	if (any)
		mm_flush_locked(mm, start, end - start);
}

static enum err protect_locked(struct mm *mm, va_t addr, va_t end, unsigned prot)
{
	struct region *r;
	enum err e = cut_locked(mm, addr, end);

	if (e != OK)
		return e;
	for (va_t va = addr; va < end; va = r->end) {
		r = region_at(mm, va);
		if (r->copies && prot & LORIS_PROT_WRITE)
			unshare_locked(mm, r->start, r->end);
		r->prot = (uint8_t)prot;
	}
	protect_entries_locked(mm, addr, end, prot);
	r = region_at(mm, addr);
	region_merge_around(mm, r);
	return OK;
}

COLD enum err vm_protect(struct mm *mm, va_t addr, uint64_t len, unsigned prot, uint64_t *done)
{
	enum err e;
	va_t end, all;
	bool irqs;

	if (!valid_prot(prot) || !valid_range(addr, len))
		return ERR_INVALID;
	all = page_up(addr + len);
	end = batch_end(addr, all);
	irqs = lock(mm);
	e = check_locked(mm, addr, all, prot);
	if (e == OK)
		e = protect_locked(mm, addr, end, prot);
	unlock(mm, irqs);
	*done = end - addr;
	return e;
}
