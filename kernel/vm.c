/* SPDX-License-Identifier: MIT */
#include "kernel/vm.h"
#include "kernel/debug.h"
#include "kernel/page.h"
#include "kernel/region.h"
#include "lib/string.h"

#define FILL_NOW   (2 * PAGE_SIZE) /* mappings up to this are filled when they are made */
#define GATHER_MAX 64		   /* frames that one flush covers */

static va_t page_down(va_t va)
{
	return va & ~(va_t)(PAGE_SIZE - 1);
}

static va_t page_up(va_t va)
{
	return page_down(va + PAGE_SIZE - 1);
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

/* ---- filling one page; mm->lock held ------------------------------------------------------------------ */

/* The page's bytes stand in the ramdisk just as they would in a frame of our own. */
static bool can_share(const struct region *r, uint64_t offset)
{
	return r->file && r->prot && !(r->prot & LORIS_PROT_WRITE) &&
	       !((va_t)(r->file + offset) & (PAGE_SIZE - 1)) && offset < r->file_len &&
	       (offset + PAGE_SIZE <= r->file_len || r->whole);
}

static pa_t new_page(const struct region *r, uint64_t offset)
{
	uint64_t len;
	pa_t pa;

	if (!r->file || offset >= r->file_len)
		return page_alloc_zeroed();
	pa = page_alloc();
	if (!pa)
		return 0;
	len = r->file_len - offset < PAGE_SIZE ? r->file_len - offset : PAGE_SIZE;
	memcpy(direct(pa), r->file + offset, len);
	memset((char *)direct(pa) + len, 0, PAGE_SIZE - len);
	return pa;
}

/* slot: of va, empty. */
static enum err fill_locked(struct mm *mm, const struct region *r, va_t va, pt_slot *slot)
{
	uint64_t offset = va - r->start;
	bool shared = can_share(r, offset);
	pa_t pa = shared ? direct_pa(r->file + offset) : new_page(r, offset);

	if (!pa)
		return ERR_NO_MEMORY;
	if (!shared && r->prot & LORIS_PROT_EXEC)
		mm_code_changed_locked(mm); /* before anyone can fetch from it */
	pt_set(slot, pa, r->prot, shared);
	mm->pages += !shared;
	return OK;
}

static bool allowed(const struct region *r, unsigned access)
{
	/* Sv39 has no write-only page: what may be written may be read. */
	unsigned prot = r->prot & LORIS_PROT_WRITE ? r->prot | LORIS_PROT_READ : r->prot;
	return (prot & access) == access;
}

/* Makes the page of va present for this access; *slot is its entry, *was_there whether it was before. */
static enum err resolve_locked(struct mm *mm, va_t va, unsigned access, pt_slot **slot,
			       bool *was_there)
{
	struct region *r = region_at(mm, va);

	debug_assert_held(&mm->lock);
	if (!r || !allowed(r, access))
		return ERR_FAULT;
	*slot = pt_prepare(mm, va);
	if (!*slot)
		return ERR_NO_MEMORY;
	*was_there = pt_mapped(*slot);
	return *was_there ? OK : fill_locked(mm, r, page_down(va), *slot);
}

enum err vm_fault(struct mm *mm, va_t addr, unsigned access)
{
	bool irqs = lock(mm), was_there = false;
	pt_slot *slot;
	enum err e = resolve_locked(mm, addr, access, &slot, &was_there);

	if (was_there)
		mm_fence_spurious(mm);
	unlock(mm, irqs);
	return e;
}

/* ---- copying -------------------------------------------------------------------------------------------- */

/* One page's worth at a time; *in or *out, as the direction is. */
static enum err copy_locked(struct mm *mm, va_t va, void *to, const void *from, size_t len)
{
	unsigned access = to ? LORIS_PROT_READ : LORIS_PROT_WRITE;
	bool was_there;
	pt_slot *slot;

	while (len) {
		size_t offset = va & (PAGE_SIZE - 1), n = PAGE_SIZE - offset;
		enum err e = resolve_locked(mm, va, access, &slot, &was_there);
		if (e != OK)
			return e;
		n = n < len ? n : len;
		stretch(walked);
		if (to) {
			memcpy(to, (char *)direct(pt_pa(slot)) + offset, n);
			to = (char *)to + n;
		} else {
			memcpy((char *)direct(pt_pa(slot)) + offset, from, n);
			from = (const char *)from + n;
		}
		va += n;
		len -= n;
	}
	return OK;
}

static enum err copy(struct mm *mm, va_t va, void *to, const void *from, size_t len)
{
	enum err e;
	bool irqs;

	if (len == 0)
		return OK;
	if (va >= USER_TOP || len > USER_TOP - va)
		return ERR_FAULT;
	irqs = lock(mm);
	e = copy_locked(mm, va, to, from, len);
	unlock(mm, irqs);
	return e;
}

enum err copy_from_user(struct mm *mm, void *to, va_t from, size_t len)
{
	return copy(mm, from, to, NULL, len);
}

enum err copy_to_user(struct mm *mm, va_t to, const void *from, size_t len)
{
	return copy(mm, to, NULL, from, len);
}

/* ---- mapping ---------------------------------------------------------------------------------------------- */

static bool valid_prot(unsigned prot)
{
	unsigned all = LORIS_PROT_READ | LORIS_PROT_WRITE | LORIS_PROT_EXEC;

	if (!prot || prot & ~all)
		return false;
	return !(prot & LORIS_PROT_WRITE && prot & LORIS_PROT_EXEC); /* W^X for everyone */
}

static bool valid_range(va_t addr, uint64_t len)
{
	/* USER_TOP is page-aligned, so rounding up does not lead over it. */
	return !(addr & (PAGE_SIZE - 1)) && len > 0 && len <= USER_TOP && addr <= USER_TOP - len;
}

/* Who maps a page or two touches them next, and a fault costs ten times what this does. What there is no
 * memory for now, the fault will ask for again. */
static void fill_now(struct mm *mm, const struct region *r)
{
	for (va_t va = r->start; va < r->end; va += PAGE_SIZE) {
		pt_slot *slot = pt_prepare(mm, va);
		if (!slot || pt_mapped(slot) || fill_locked(mm, r, va, slot) != OK)
			return;
	}
}

static long map_locked(struct mm *mm, va_t addr, uint64_t len, unsigned prot)
{
	struct region *r, *after;

	if (!addr)
		addr = region_find_room(mm, len);
	if (!addr)
		return ERR_NO_MEMORY;
	after = region_from(mm, addr);
	if (after && after->start < addr + len)
		return ERR_EXISTS;
	r = region_add(mm, after, addr, addr + len, prot);
	if (!r)
		return ERR_NO_MEMORY;
	if (len <= FILL_NOW)
		fill_now(mm, r);
	region_merge_around(mm, r);
	return (long)addr;
}

long vm_map(struct mm *mm, va_t addr, uint64_t len, unsigned prot)
{
	long result;
	bool irqs;

	if (!valid_prot(prot) || !valid_range(addr, len))
		return ERR_INVALID;
	len = page_up(len);
	/* More than there is will never be; less may still run out, at the touch. */
	if (len > VM_BATCH * PAGE_SIZE && len / PAGE_SIZE > page_free_count())
		return ERR_NO_MEMORY;
	irqs = lock(mm);
	result = map_locked(mm, addr, len, prot);
	unlock(mm, irqs);
	return result;
}

/* Spares the program its first faults. Only what needs no frame: the rest may never be touched. */
static enum err fill_shared(struct mm *mm, const struct region *r)
{
	va_t end =
		r->end - r->start > VM_BATCH * PAGE_SIZE ? r->start + VM_BATCH * PAGE_SIZE : r->end;

	for (va_t va = r->start; va < end && can_share(r, va - r->start); va += PAGE_SIZE) {
		pt_slot *slot = pt_prepare(mm, va);
		if (!slot || fill_locked(mm, r, va, slot) != OK)
			return ERR_NO_MEMORY;
	}
	return OK;
}

enum err vm_map_file(struct mm *mm, va_t addr, uint64_t len, unsigned prot, const uint8_t *file,
		     uint64_t file_len)
{
	enum err e = ERR_NO_MEMORY;
	struct region *r;
	bool irqs;

	if (len / PAGE_SIZE > page_free_count())
		return ERR_NO_MEMORY;
	irqs = lock(mm);
	r = region_add(mm, region_from(mm, addr), addr, page_up(addr + len), prot);
	if (r) {
		r->file = file_len ? file : NULL;
		r->file_len = file_len;
		r->whole = file_len == len;
		e = fill_shared(mm, r);
	}
	unlock(mm, irqs);
	return e;
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
	g->count = 0;
}

static void clear_range_locked(struct mm *mm, va_t start, va_t end)
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

/* Makes [start, end) begin and end with regions. */
static enum err cut_locked(struct mm *mm, va_t start, va_t end)
{
	enum err e = region_split(mm, start);
	return e == OK ? region_split(mm, end) : e;
}

static va_t batch_end(va_t start, va_t end)
{
	return end - start > VM_BATCH * PAGE_SIZE ? start + VM_BATCH * PAGE_SIZE : end;
}

static void remove_regions_locked(struct mm *mm, va_t start, va_t end)
{
	struct region *r;

	while ((r = region_from(mm, start)) && r->start < end)
		region_remove(mm, r);
}

static enum err unmap_locked(struct mm *mm, va_t addr, va_t end, va_t *done)
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
	}
	remove_regions_locked(mm, addr, end);
	clear_range_locked(mm, addr, end);
	return OK;
}

enum err vm_unmap(struct mm *mm, va_t addr, uint64_t len, uint64_t *done)
{
	enum err e;
	bool irqs;
	va_t end;

	if (!valid_range(addr, len))
		return ERR_INVALID;
	irqs = lock(mm);
	e = unmap_locked(mm, addr, page_up(addr + len), &end);
	unlock(mm, irqs);
	*done = end - addr;
	return e;
}

static bool covered_locked(struct mm *mm, va_t addr, va_t end)
{
	while (addr < end) {
		struct region *r = region_at(mm, addr);
		if (!r)
			return false;
		addr = r->end;
	}
	return true;
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

/* A page that stands in the ramdisk is everyone's: before it may be written it becomes a copy. */
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
	if (prot & LORIS_PROT_WRITE)
		unshare_locked(mm, addr, end);
	list_for_each(r, &mm->regions, link)
		if (r->start >= addr && r->end <= end)
			r->prot = prot;
	protect_entries_locked(mm, addr, end, prot);
	r = region_at(mm, addr);
	region_merge_around(mm, r);
	return OK;
}

enum err vm_protect(struct mm *mm, va_t addr, uint64_t len, unsigned prot, uint64_t *done)
{
	enum err e = ERR_NOT_FOUND;
	va_t end, all;
	bool irqs;

	if (!valid_prot(prot) || !valid_range(addr, len))
		return ERR_INVALID;
	all = page_up(addr + len);
	end = batch_end(addr, all);
	irqs = lock(mm);
	if (covered_locked(mm, addr, all))
		e = protect_locked(mm, addr, end, prot);
	unlock(mm, irqs);
	*done = end - addr;
	return e;
}
