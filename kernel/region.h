/* SPDX-License-Identifier: MIT */
/*
 * The list of what is mapped in a space, ascending and disjoint; mm->lock held throughout. Private to
 * vm.c, map.c and the reaper.
 */
#ifndef KERNEL_REGION_H
#define KERNEL_REGION_H

#include "kernel/memory.h"
#include "kernel/vm.h"

/*
 * Three kinds: zeroes, in frames of the space (no memory); a memory object itself; or, `copies`, the first
 * `filled` bytes of one in frames of the space, each made when it is touched, and zeroes behind them.
 */
struct region {
	struct list link;
	va_t start, end; /* page-aligned */
	union {
		struct {
			uint8_t prot;	  /* LORIS_PROT_ */
			uint8_t prot_max; /* what it may be given */
			bool copies;
			bool whole; /* all of it is filled: bytes behind that in its last page do not matter */
		};
		uint32_t kind; /* these four */
	};
	struct memory *memory; /* counted; NULL: none */
	uint64_t offset; /* bytes; where in memory `start` is: any for a copy, else of a page */
	uint64_t filled;
};

/* region_from(), where the last hit is not the answer. */
struct region *region_search(struct mm *mm, va_t va);
/* The first region that ends above va; NULL: none. Faults and calls come in runs: try the last hit. */
static inline struct region *region_from(struct mm *mm, va_t va)
{
	struct region *r = mm->last_hit;

	return r && r->start <= va && va < r->end ? r : region_search(mm, va);
}

static inline struct region *region_at(struct mm *mm, va_t va)
{
	struct region *r = region_from(mm, va);
	return r && r->start <= va ? r : NULL;
}

/* First fit for len bytes; 0: no room. */
va_t region_find_room(struct mm *mm, uint64_t len);
/* There is one to add. The caller has charged it. False: no memory, or VM_REGIONS_MAX. */
bool region_make_spare(struct mm *mm);
static inline bool region_prepare(struct mm *mm)
{
	return mm->spare || region_make_spare(mm);
}
/* Then it becomes one of zeroes, in front of `after`, the first that ends above it, or at the end. */
struct region *region_add(struct mm *mm, struct region *after, va_t start, va_t end);
/* Takes it out of the space; its memory may only be put when nobody can reach that through it any more,
 * and when mm->lock is free: region_free(). */
void region_unlink(struct mm *mm, struct region *r);
void region_free(struct mm *mm, struct region *r);
void region_free_all(struct mm *mm, struct list *regions); /* linked by next alone */
/* Both at once, of one that has no memory, or whose memory was put; but the caller returns its charge. */
void region_remove(struct mm *mm, struct region *r);
/* It has memory: the page at this distance from its start is one of that, not one of the space's. */
bool region_shows_memory(const struct region *r, uint64_t distance);
/* From now on it is what of it was in [start, end). */
void region_narrow(struct region *r, va_t start, va_t end);
/* Afterwards no region has va in its middle. */
enum err region_split(struct mm *mm, va_t va);
/* Neighbours that could have been made as one become one: a growing heap stays one region, and what is done in
 * parts leaves no parts. */
void region_merge_around(struct mm *mm, struct region *r);

/* vm.c: makes the page of va present; slot: its entry, empty. charged: for a page of the space, which it
 * will be then. */
enum err region_fill_page(struct mm *mm, const struct region *r, va_t va, pt_slot *slot,
			  bool charged);

#endif
