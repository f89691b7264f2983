/* SPDX-License-Identifier: MIT */
/* Filling what is mapped, and the kernel's own way to it. */
#include "kernel/vm.h"
#include "kernel/debug.h"
#include "kernel/page.h"
#include "kernel/region.h"
#include "lib/string.h"

/* An access by the kernel itself, through the direct map. */
#define DIRECTLY (LORIS_MAP_PRIVATE << 1)

static va_t page_down(va_t va)
{
	return va & ~(va_t)(PAGE_SIZE - 1);
}

/* ---- filling one page; mm->lock held ------------------------------------------------------------------ */

/* A page's worth of what is copied, zeroes behind it. */
static pa_t copied_page(const struct region *r, uint64_t distance)
{
	uint64_t len = r->filled - distance < PAGE_SIZE ? r->filled - distance : PAGE_SIZE;
	pa_t pa = page_alloc();

	if (!pa)
		return 0;
	memory_read(r->memory, r->offset + distance, direct(pa), len);
	memset((char *)direct(pa) + len, 0, PAGE_SIZE - len);
	return pa;
}

/* A frame of the space's own. */
static __attribute__((noinline)) pa_t own_page(const struct region *r, uint64_t distance)
{
	return r->memory && distance < r->filled ? copied_page(r, distance) : page_alloc_zeroed();
}

enum err region_fill_page(struct mm *mm, const struct region *r, va_t va, pt_slot *slot,
			  bool charged)
{
	uint64_t distance = va - r->start;
	bool shown = r->memory && region_shows_memory(r, distance);
	pa_t pa;

	if (shown)
		pa = memory_page(r->memory, (r->offset + distance) >> PAGE_SHIFT);
	else if (charged || quota_charge_pages(mm->quota, 1))
		pa = own_page(r, distance);
	else
		return ERR_QUOTA;
	if (!pa) {
		quota_return_pages(mm->quota, !shown);
		return ERR_NO_MEMORY;
	}
	/* Before anyone can fetch from it; what is shown, somebody may have written elsewhere. */
	if (r->prot & LORIS_PROT_EXEC && !(shown && r->memory->kind == MEMORY_RAMDISK))
		mm_code_changed_locked(mm);
	pt_set(slot, pa, r->prot, shown);
	mm->pages += !shown;
	return OK;
}

static bool allowed(const struct region *r, unsigned access)
{
	/* Sv39 has no write-only page: what may be written may be read. */
	unsigned prot = r->prot & LORIS_PROT_WRITE ? r->prot | LORIS_PROT_READ : r->prot;

	if (!r->memory || r->memory->kind != MEMORY_DEVICE)
		prot |= DIRECTLY;
	return (prot & access) == access;
}

/* Makes the page of va present for this access; *slot is its entry, *was_there whether it was before. */
static enum err resolve_locked(struct mm *mm, va_t va, unsigned access, pt_slot **slot,
			       bool *was_there)
{
	struct region *r = region_at(mm, va);

	debug_assert_held(&mm->lock.lock);
	if (!r || !allowed(r, access))
		return ERR_FAULT;
	*slot = pt_prepare(mm, va);
	if (!*slot)
		return ERR_NO_MEMORY;
	*was_there = pt_mapped(*slot);
	return *was_there ? OK : region_fill_page(mm, r, page_down(va), *slot, false);
}

enum err vm_fault(struct mm *mm, va_t addr, unsigned access)
{
	bool irqs = mm_lock(mm), was_there = false;
	pt_slot *slot;
	enum err e = resolve_locked(mm, addr, access, &slot, &was_there);

	if (was_there)
		mm_fence_spurious(mm);
	mm_unlock(mm, irqs);
	return e == ERR_QUOTA ? ERR_NO_MEMORY : e;
}

/* ---- copying -------------------------------------------------------------------------------------------- */

/* One page's worth at a time; *in or *out, as the direction is. */
static enum err copy_locked(struct mm *mm, va_t va, void *to, const void *from, size_t len)
{
	unsigned access = DIRECTLY | (to ? LORIS_PROT_READ : LORIS_PROT_WRITE);
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
	irqs = mm_lock(mm);
	e = copy_locked(mm, va, to, from, len);
	mm_unlock(mm, irqs);
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
