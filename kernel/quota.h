/* SPDX-License-Identifier: MIT */
/*
 * What one process may use of the machine: pages (its own, its page tables, the memory objects it made)
 * and kernel objects, which take of the same: a page each. They are smaller, but the last of those that were made
 * together keeps the whole page. What a handle needs to have copies, and a quota, is a sixteenth of an object, which is the
 * unit here. What a process uses also counts for the one that it was made for, and so on up to init: nobody gets round a
 * limit by making processes.
 *
 * Whoever is charged holds a reference, so a quota lives until the last thing that was charged to it is
 * gone, which may be long after its process.
 */
#ifndef KERNEL_QUOTA_H
#define KERNEL_QUOTA_H

#include "arch/riscv/arch.h"

#define OBJECT_UNITS	16
#define PAGE_UNITS	OBJECT_UNITS
#define QUOTA_DEPTH_MAX 16 /* a charge goes up so many steps */

struct quota {
	uint32_t refs; /* atomic: its process, its mm, each object charged to it, quotas below it */
	uint32_t depth;
	struct quota *above; /* fixed; NULL: none */
	/* The same, where those below leave something to one another; NULL: what the first process of all makes is held
	 * by its limits alone. */
	struct quota *shared;
	/* What is left, to those below too; atomic. In one word, so that both limits are kept by one operation: the
	 * units of objects, and below them those of everything, pages too. The top bit of each half is 0: where it
	 * would become 1, there was too little. */
	uint64_t left;
	uint64_t all; /* what was left at first; fixed, as are these */
	uint64_t pages_max, objects_max;
};

#define QUOTA_SHIFT	  36
#define QUOTA_PAGES_MAX	  ((1UL << (QUOTA_SHIFT - 1)) / PAGE_UNITS - 1)
#define QUOTA_OBJECTS_MAX ((1UL << (63 - QUOTA_SHIFT)) / OBJECT_UNITS - 1)
/* Amounts to charge: of them, or sums of them. */
#define QUOTA_PAGE   ((uint64_t)PAGE_UNITS)
#define QUOTA_UNIT   (1UL << QUOTA_SHIFT | 1)
#define QUOTA_OBJECT (OBJECT_UNITS * QUOTA_UNIT)

static inline uint64_t quota_used(const struct quota *q) /* an amount */
{
	return q->all - load_once(&q->left);
}

static inline uint64_t quota_objects(const struct quota *q) /* begun ones count */
{
	return ((quota_used(q) >> QUOTA_SHIFT) + OBJECT_UNITS - 1) / OBJECT_UNITS;
}

static inline uint64_t quota_pages(const struct quota *q)
{
	uint64_t used = quota_used(q);

	return ((used & ((1UL << QUOTA_SHIFT) - 1)) - (used >> QUOTA_SHIFT)) / PAGE_UNITS;
}

/* refs = 1; costs `above` a unit. NULL: no memory, or it would be deeper than there may be. */
struct quota *quota_create(struct quota *above, uint64_t pages_max, uint64_t objects_max);
void quota_get(struct quota *q);
void quota_put(struct quota *q);

/* What is charged to q counts for `above`, too; so it is of a process that came of the one of `above`, or its own. */
bool quota_is_below(const struct quota *q, const struct quota *above);

/* False: a limit is reached, or siblings would be left too little; nothing was charged. A NULL quota is the kernel's
 * own: no limit. */
bool quota_charge(struct quota *q, uint64_t amount);
void quota_return(struct quota *q, uint64_t amount);
bool quota_charge_units(struct quota *q, uint64_t n);
void quota_return_units(struct quota *q, uint64_t n);

/* n <= QUOTA_PAGES_MAX, which is more than any machine has. */
static inline bool quota_charge_pages(struct quota *q, uint64_t n)
{
	return quota_charge(q, n * QUOTA_PAGE);
}

static inline void quota_return_pages(struct quota *q, uint64_t n)
{
	quota_return(q, n * QUOTA_PAGE);
}

static inline bool quota_charge_object(struct quota *q)
{
	return quota_charge_units(q, OBJECT_UNITS);
}

static inline void quota_return_object(struct quota *q)
{
	quota_return_units(q, OBJECT_UNITS);
}

#endif
