/* SPDX-License-Identifier: MIT */
/*
 * The list of what is mapped in a space, ascending and disjoint; mm->lock held throughout. Private to
 * vm.c and the reaper.
 */
#ifndef KERNEL_REGION_H
#define KERNEL_REGION_H

#include "kernel/vm.h"

struct region {
	struct list link;
	va_t start, end; /* page-aligned */
	unsigned prot;	 /* LORIS_PROT_* */
	const uint8_t
		*file;	   /* NULL: zeroes. Contents of the first file_len bytes, in the ramdisk */
	uint64_t file_len; /* the rest is zeroes */
	bool whole; /* file_len is all there is: bytes behind it in its last page do not matter */
};

/* The first region that ends above va; NULL: none. Faults and calls come in runs: try the last hit. */
static inline struct region *region_from(struct mm *mm, va_t va)
{
	struct region *r = mm->last_hit;

	if (r && r->start <= va && va < r->end)
		return r;
	list_for_each(r, &mm->regions, link) {
		if (r->end > va) {
			mm->last_hit = r;
			return r;
		}
	}
	return NULL;
}

static inline struct region *region_at(struct mm *mm, va_t va)
{
	struct region *r = region_from(mm, va);
	return r && r->start <= va ? r : NULL;
}

/* First fit for len bytes; 0: no room. */
va_t region_find_room(struct mm *mm, uint64_t len);
/* A new, anonymous region in front of `after`, the first that ends above it, or at the end. NULL: no
 * memory, or VM_REGIONS_MAX. */
struct region *region_add(struct mm *mm, struct region *after, va_t start, va_t end, unsigned prot);
void region_remove(struct mm *mm, struct region *r);
/* Afterwards no region has va in its middle. */
enum err region_split(struct mm *mm, va_t va);
/* Anonymous neighbours become one, so that a growing heap stays one region. */
void region_merge_around(struct mm *mm, struct region *r);

#endif
