/* SPDX-License-Identifier: MIT */
/* Changing what is mapped: mapping, unmapping, protecting. */
#include "kernel/debug.h"
#include "kernel/page.h"
#include "kernel/region.h"
#include "lib/string.h"

#define PROT_ALL (LORIS_PROT_READ | LORIS_PROT_WRITE | LORIS_PROT_EXEC)
#define FILL_NOW (2 * PAGE_SIZE) /* mappings up to this are filled when they are made */

static va_t page_up(va_t va)
{
	return (va + PAGE_SIZE - 1) & ~(va_t)(PAGE_SIZE - 1);
}

static va_t batch_end(va_t start, va_t end)
{
	return end - start > VM_BATCH * PAGE_SIZE ? start + VM_BATCH * PAGE_SIZE : end;
}

/* ---- taking away -------------------------------------------------------------------------------------------- */

/* Gives how many frames were the space's own: unmapped, but perhaps still reached through some TLB, they hang
 * on a chain until everyone's is flushed, and go then: never sooner (hazard H19). */
static unsigned clear_range_locked(struct mm *mm, va_t start, va_t end)
{
	struct page *gone = NULL, *p;
	unsigned own = 0;
	bool any = false;
	pt_slot *slot;
	va_t va = start;

	for (; (slot = pt_next(mm, &va, end)); va += PAGE_SIZE) {
		if (!pt_shared(slot)) {
			p = page_of(pt_pa(slot));
			p->free = gone;
			gone = p;
			own++;
		}
		pt_clear(slot);
		any = true;
	}
	if (any)
		mm_flush_locked(mm, start, end - start);
	while ((p = gone)) {
		gone = p->free;
		page_free(page_pa(p));
	}
	return own;
}

/* All this for a region of one page of zeroes, which is most usual. */
static void take_page_locked(struct mm *mm, struct region *r, va_t va)
{
	uint64_t amount = QUOTA_OBJECT;
	pt_slot *slot = pt_find(mm, va);

	region_remove(mm, r);
	if (slot) {
		pa_t pa = pt_pa(slot);

		pt_clear(slot);
		mm_flush_locked(mm, va, PAGE_SIZE);
		page_free(pa);
		mm->pages--;
		amount += QUOTA_PAGE;
	}
	quota_return(mm->quota, amount);
}

/* r: the first in the range; what reaches out of that stays. Those that have memory go to `gone`, since
 * that is put when the lock is free. */
static COLD void take_away_locked(struct mm *mm, struct region *r, va_t start, va_t end,
				  struct list **gone)
{
	struct list *node = &r->link, *next;
	uint64_t amount = 0;
	unsigned pages;

	for (; node != &mm->regions; node = next) {
		r = list_entry(node, struct region, link);
		next = node->next;
		if (r->start >= end)
			break;
		if (r->start < start) {
			region_narrow(r, r->start, start);
		} else if (r->end > end) {
			region_narrow(r, end, r->end);
		} else if (!r->memory) {
			region_remove(mm, r);
			amount += QUOTA_OBJECT;
		} else {
			region_unlink(mm, r);
			node->next = *gone;
			*gone = node;
		}
	}
	pages = clear_range_locked(mm, start, end);
	mm->pages -= pages;
	quota_return(mm->quota, amount + pages * QUOTA_PAGE);
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

/* charged: as region_fill_page() says, and returned on an error. */
static enum err fill_page(struct mm *mm, const struct region *r, va_t va, bool charged)
{
	pt_slot *slot = pt_prepare(mm, va);

	if (slot)
		return region_fill_page(mm, r, va, slot, charged);
	if (charged)
		quota_return_pages(mm->quota, 1);
	return ERR_NO_MEMORY;
}

/* Who maps a page or two touches them next, and a fault costs ten times what this does. */
static enum err fill_few(struct mm *mm, const struct region *r)
{
	enum err e = OK;

	for (va_t va = r->start; va < r->end; va += PAGE_SIZE) {
		enum err one = fill_page(mm, r, va, !r->memory);
		e = one != OK ? one : e;
	}
	return e;
}

/* Of what needs no frame there is nothing to save: it spares the program its first faults. Not of code that may have
 * been written, each page of which asks all harts. */
static COLD void fill_shown(struct mm *mm, const struct region *r)
{
	va_t end = batch_end(r->start, r->end);

	if (r->memory->kind == MEMORY_ANONYMOUS ||
	    (r->memory->kind != MEMORY_RAMDISK && r->prot & LORIS_PROT_EXEC))
		return;
	for (va_t va = r->start; va < end; va += PAGE_SIZE)
		if (!region_shows_memory(r, va - r->start) || fill_page(mm, r, va, false) != OK)
			return;
}

static COLD void set_source(struct region *r, const struct vm_source *from, unsigned flags,
			    uint64_t len)
{
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
	uint64_t amount = QUOTA_OBJECT;
	enum err e = OK;

	if (!addr)
		addr = region_find_room(mm, page_up(len));
	if (!addr)
		return ERR_NO_MEMORY;
	end = page_up(addr + len);
	after = region_search(mm, addr);
	if (after && after->start < end)
		return ERR_EXISTS;
	if (!from && end - addr <= FILL_NOW)
		amount += (end - addr) / PAGE_SIZE * QUOTA_PAGE;
	if (!region_prepare(mm))
		return ERR_NO_MEMORY;
	if (!quota_charge(mm->quota, amount))
		return ERR_QUOTA;
	r = region_add(mm, after, addr, end);
	r->prot = flags & PROT_ALL;
	if (from)
		set_source(r, from, flags, len);
	if (end - addr <= FILL_NOW)
		e = fill_few(mm, r);
	else if (r->memory)
		fill_shown(mm, r);
	if (e != OK) {
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
	/* More than the machine has will never be there; less may still run out, at the touch. */
	if (len > VM_BATCH * PAGE_SIZE && len / PAGE_SIZE > page_total_count() &&
	    (!from || flags & LORIS_MAP_PRIVATE))
		return ERR_NO_MEMORY;
	irqs = mm_lock(mm);
	result = map_locked(mm, addr, len, flags, from, &gone);
	mm_unlock(mm, irqs);
	if (gone)
		region_free_all(mm, gone);
	return result;
}

long vm_map_memory(struct mm *mm, va_t addr, uint64_t len, unsigned flags,
		   const struct vm_source *from)
{
	if (!valid_source(from, len, flags))
		return ERR_INVALID;
	/* A copy of nothing is zeroes. */
	return map(mm, addr, len, flags, flags & LORIS_MAP_PRIVATE && !from->filled ? NULL : from);
}

long vm_map(struct mm *mm, va_t addr, uint64_t len, unsigned prot)
{
	return prot & LORIS_MAP_PRIVATE ? ERR_INVALID : map(mm, addr, len, prot, NULL);
}

/* ---- unmapping and protecting ------------------------------------------------------------------------------ */

/* Of r, the first that reaches into [addr, *end), or of what is behind it; *end: up to there it is done. Only a hole
 * needs another region, so that who is at his limit can give back: a range's tail goes from behind, part by part. */
static COLD enum err unmap_some_locked(struct mm *mm, struct region *r, va_t addr, va_t *end,
				       struct list **gone)
{
	va_t start = r->start > addr ? r->start : addr, all = *end;
	enum err e = OK;

	*end = batch_end(start, all);
	if (r->start < addr && r->end > all) {
		e = region_split(mm, addr);
		r = region_from(mm, addr);
	} else if (r->start < addr && r->end > *end) {
		take_away_locked(mm, r, r->end - VM_BATCH * PAGE_SIZE, r->end, gone);
		*end = addr;
		return OK;
	}
	if (e == OK)
		take_away_locked(mm, r, start, *end, gone);
	return e;
}

enum err vm_unmap(struct mm *mm, va_t addr, uint64_t len, uint64_t *done)
{
	struct list *gone = NULL;
	struct region *r;
	enum err e = OK;
	bool irqs;
	va_t end;

	if (!valid_range(addr, len))
		return ERR_INVALID;
	end = page_up(addr + len);
	irqs = mm_lock(mm);
	r = region_from(mm, addr);
	if (r && r->start == addr && r->end == end && !r->memory && end - addr == PAGE_SIZE)
		take_page_locked(mm, r, addr);
	else if (r && r->start < end)
		e = unmap_some_locked(mm, r, addr, &end, &gone);
	mm_unlock(mm, irqs);
	if (gone)
		region_free_all(mm, gone);
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

/* Makes [start, end) begin and end with regions, or leaves them as they were. */
static COLD enum err cut_locked(struct mm *mm, va_t start, va_t end)
{
	enum err e = region_split(mm, start);

	if (e == OK)
		e = region_split(mm, end);
	if (e != OK)
		region_merge_around(mm, region_from(mm, start));
	return e;
}

/* A page of the ramdisk, shown instead of a copy, is everyone's: before it may be written it becomes one. */
static bool unshare_locked(struct mm *mm, va_t start, va_t end)
{
	bool any = false;
	pt_slot *slot;

	for (va_t va = start; (slot = pt_next(mm, &va, end)); va += PAGE_SIZE) {
		if (pt_shared(slot)) {
			pt_clear(slot);
			any = true;
		}
	}
	return any;
}

/* What was written becomes what is fetched: first nobody can write, then every hart that runs the space fences, then it
 * may be fetched; what nobody could write is not to be read meanwhile. Harts are asked once for all ranges. */
static enum err protect_locked(struct mm *mm, va_t addr, va_t end, unsigned prot)
{
	bool lost = false;
	struct region *r;
	enum err e = cut_locked(mm, addr, end);

	if (e != OK)
		return e;
	for (va_t va = addr; va < end; va = r->end) {
		r = region_from(mm, va);
		if (r->copies && prot & LORIS_PROT_WRITE)
			lost |= unshare_locked(mm, r->start, r->end);
		if (r->prot & LORIS_PROT_WRITE && prot & LORIS_PROT_EXEC)
			lost |= set_rights_locked(mm, r->start, r->end, LORIS_PROT_READ);
		r->prot = (uint8_t)prot;
	}
	if (lost)
		mm_flush_locked(mm, addr, end - addr);
	if (prot & LORIS_PROT_EXEC)
		mm_code_changed_locked(mm);
	if (set_rights_locked(mm, addr, end, prot))
		mm_flush_locked(mm, addr, end - addr);
	for (; addr < end; addr = region_from(mm, addr)->end)
		region_merge_around(mm, region_from(mm, addr));
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
	irqs = mm_lock(mm);
	e = check_locked(mm, addr, all, prot);
	if (e == OK)
		e = protect_locked(mm, addr, end, prot);
	mm_unlock(mm, irqs);
	*done = end - addr;
	return e;
}
