/* SPDX-License-Identifier: MIT */
#include "kernel/region.h"
#include "kernel/slab.h"

struct region *region_search(struct mm *mm, va_t va)
{
	struct list *node = mm->regions.next;
	struct region *r = mm->last_hit;

	if (r && r->start <= va)
		node = &r->link; /* nothing in front of it ends above va */
	for (; node != &mm->regions; node = node->next) {
		r = list_entry(node, struct region, link);
		if (r->end > va) {
			mm->last_hit = r;
			return r;
		}
	}
	return NULL;
}

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

/* With VM_REGIONS_MAX of them none is spare: then there would be one more. */
COLD bool region_make_spare(struct mm *mm)
{
	if (mm->region_count < VM_REGIONS_MAX)
		mm->spare = slab_alloc(sizeof *mm->spare);
	return mm->spare;
}

__attribute__((noinline)) struct region *region_add(struct mm *mm, struct region *after, va_t start,
						    va_t end)
{
	struct region *r = mm->spare;

	mm->spare = NULL;
	r->start = start;
	r->end = end;
	r->prot_max = LORIS_PROT_READ | LORIS_PROT_WRITE | LORIS_PROT_EXEC;
	r->copies = r->whole = false;
	r->memory = NULL;
	list_add_tail(after ? &after->link : &mm->regions, &r->link);
	mm->region_count++;
	mm->last_hit = r;
	return r;
}

void region_unlink(struct mm *mm, struct region *r)
{
	struct list *before = r->link.prev;

	list_unlink(&r->link);
	mm->region_count--;
	mm->last_hit = before == &mm->regions ? NULL : list_entry(before, struct region, link);
}

void region_free(struct mm *mm, struct region *r)
{
	bool irqs;

	if (r->memory) {
		irqs = irq_save();
		object_put(&r->memory->object);
		irq_restore(irqs);
	}
	slab_free(r, sizeof *r);
	quota_return_object(mm->quota);
}

COLD void region_free_all(struct mm *mm, struct list *gone)
{
	while (gone) {
		struct region *r = list_entry(gone, struct region, link);
		gone = gone->next;
		region_free(mm, r);
	}
}

void region_remove(struct mm *mm, struct region *r)
{
	region_unlink(mm, r);
	if (mm->spare)
		slab_free(r, sizeof *r);
	else
		mm->spare = r;
}

/* What is read of the ramdisk need not be copied: nobody writes to that. */
bool region_shows_memory(const struct region *r, uint64_t distance)
{
	if (!r->copies)
		return true;
	return r->memory->kind == MEMORY_RAMDISK && !(r->prot & LORIS_PROT_WRITE) &&
	       !((r->offset + distance) & (PAGE_SIZE - 1)) && distance < r->filled &&
	       (distance + PAGE_SIZE <= r->filled || r->whole);
}

/* Of zeroes, offset and filled mean nothing. */
void region_narrow(struct region *r, va_t start, va_t end)
{
	uint64_t cut = start - r->start, len = end - start;

	r->start = start;
	r->end = end;
	r->offset += cut;
	r->filled -= cut < r->filled ? cut : r->filled;
	r->filled = len < r->filled ? len : r->filled;
}

/* lower, in front of r, becomes what of it is below va. */
static void divide(struct region *lower, struct region *r, va_t va)
{
	lower->kind = r->kind;
	lower->memory = r->memory;
	lower->offset = r->offset;
	lower->filled = r->filled;
	if (r->memory)
		object_get(&r->memory->object);
	region_narrow(lower, r->start, va);
	region_narrow(r, va, r->end);
}

COLD enum err region_split(struct mm *mm, va_t va)
{
	struct region *r = region_at(mm, va), *lower;

	if (!r || r->start == va)
		return OK;
	if (!region_prepare(mm))
		return ERR_NO_MEMORY;
	if (!quota_charge_object(mm->quota))
		return ERR_QUOTA;
	lower = region_add(mm, r, r->start, va);
	divide(lower, r, va);
	return OK;
}

/* b shows what would come next in a: zeroes, or the same memory. */
static bool goes_on(const struct region *a, const struct region *b)
{
	uint64_t len = a->end - a->start;

	return a->memory == b->memory &&
	       (!a->memory || (a->offset + len == b->offset && (a->filled == len || !b->filled)));
}

static bool mergeable(const struct mm *mm, const struct list *low, const struct list *high)
{
	const struct region *a = list_entry(low, struct region, link);
	const struct region *b = list_entry(high, struct region, link);

	return low != &mm->regions && high != &mm->regions && a->end == b->start &&
	       a->kind == b->kind && goes_on(a, b);
}

/* And whatever is mergeable then. */
static COLD void swallow_next(struct mm *mm, struct region *r)
{
	struct region *next = list_entry(r->link.next, struct region, link);

	r->end = next->end;
	r->filled += next->filled;
	if (next->memory)
		object_put(&next->memory->object); /* not the last: r has it too */
	region_remove(mm, next);
	quota_return_object(mm->quota);
	mm->last_hit = r;
	region_merge_around(mm, r);
}

void region_merge_around(struct mm *mm, struct region *r)
{
	struct list *low = &r->link;

	if (!mergeable(mm, low, low->next)) {
		low = low->prev;
		if (!mergeable(mm, low, low->next))
			return;
	}
	swallow_next(mm, list_entry(low, struct region, link));
}
