/* SPDX-License-Identifier: MIT */
#include "kernel/region.h"
#include "kernel/slab.h"

va_t region_find_room(struct mm *mm, uint64_t len)
{
	va_t at = VM_MAP_BASE;
	struct region *r;

	list_for_each(r, &mm->regions, link) {
		if (r->end <= at)
			continue;
		if (r->start >= at + len)
			break;
		at = r->end;
	}
	return at + len <= USER_TOP ? at : 0;
}

struct region *region_add(struct mm *mm, struct region *after, va_t start, va_t end, unsigned prot)
{
	struct region *r;

	if (mm->region_count == VM_REGIONS_MAX)
		return NULL;
	r = slab_alloc(sizeof *r);
	if (!r)
		return NULL;
	r->start = start;
	r->end = end;
	r->prot = prot;
	r->file = NULL;
	r->file_len = 0;
	r->whole = false;
	list_add_tail(after ? &after->link : &mm->regions, &r->link);
	mm->region_count++;
	mm->last_hit = r;
	return r;
}

void region_remove(struct mm *mm, struct region *r)
{
	list_remove(&r->link);
	mm->region_count--;
	if (mm->last_hit == r)
		mm->last_hit = NULL;
	slab_free(r, sizeof *r);
}

enum err region_split(struct mm *mm, va_t va)
{
	struct region *r = region_at(mm, va), *lower;

	if (!r || r->start == va)
		return OK;
	lower = region_add(mm, r, r->start, va, r->prot);
	if (!lower)
		return ERR_NO_MEMORY;
	if (r->file) {
		uint64_t cut = va - r->start;
		lower->file = r->file;
		lower->file_len = r->file_len < cut ? r->file_len : cut;
		r->file = r->file_len > cut ? r->file + cut : NULL;
		r->file_len -= lower->file_len;
	}
	r->start = va;
	return OK;
}

static bool mergeable(const struct region *a, const struct region *b)
{
	return a->end == b->start && a->prot == b->prot && !a->file && !b->file;
}

void region_merge_around(struct mm *mm, struct region *r)
{
	struct region *other;

	if (r->link.next != &mm->regions) {
		other = list_entry(r->link.next, struct region, link);
		if (mergeable(r, other)) {
			r->end = other->end;
			region_remove(mm, other);
		}
	}
	if (r->link.prev != &mm->regions) {
		other = list_entry(r->link.prev, struct region, link);
		if (mergeable(other, r)) {
			other->end = r->end;
			region_remove(mm, r);
		}
	}
}
