/* SPDX-License-Identifier: MIT */
#include "kernel/quota.h"
#include "kernel/slab.h"

struct quota *quota_create(struct quota *above, uint64_t pages_max, uint64_t objects_max)
{
	struct quota *q;

	if (above && above->depth == QUOTA_DEPTH_MAX)
		return NULL;
	q = slab_alloc(sizeof *q);
	if (!q)
		return NULL;
	*q = (struct quota){.refs = 1, .pages_max = QUOTA_PAGES_MAX, .units_max = QUOTA_UNITS_MAX};
	if (pages_max < QUOTA_PAGES_MAX)
		q->pages_max = pages_max;
	if (objects_max < QUOTA_UNITS_MAX / OBJECT_UNITS)
		q->units_max = objects_max * OBJECT_UNITS;
	if (above) {
		quota_get(above);
		q->above = above;
		q->depth = above->depth + 1;
	}
	return q;
}

void quota_get(struct quota *q)
{
	atomic_add32(&q->refs, 1);
}

/* Full order: what others returned comes before the end of it. */
void quota_put(struct quota *q)
{
	while (q && atomic_add32_full(&q->refs, -1) == 1) {
		struct quota *above = q->above;
		slab_free(q, sizeof *q);
		q = above;
	}
}

/* Compared before it is added, not after: a charge that is refused must not make another one fail that
 * would have fitted. */
static inline bool charge_one(struct quota *q, uint64_t n)
{
	uint64_t old = load_once(&q->used), now;

	do {
		now = old + n;
		if (now << (64 - QUOTA_SHIFT) >> (64 - QUOTA_SHIFT) > q->pages_max * PAGE_UNITS ||
		    now >> QUOTA_SHIFT > q->units_max)
			return false;
	} while (!atomic_cas64(&q->used, &old, now));
	return true;
}

static void give_back(struct quota *q, const struct quota *end, uint64_t n)
{
	for (; q != end; q = q->above)
		atomic_add64(&q->used, -n);
}

static bool charge(struct quota *q, uint64_t n)
{
	for (struct quota *at = q; at; at = at->above) {
		if (!charge_one(at, n)) {
			give_back(q, at, n);
			return false;
		}
	}
	return true;
}

bool quota_charge_pages(struct quota *q, uint64_t n)
{
	return n <= QUOTA_PAGES_MAX && charge(q, n * PAGE_UNITS);
}

void quota_return_pages(struct quota *q, uint64_t n)
{
	give_back(q, NULL, n * PAGE_UNITS);
}

static uint64_t both(uint64_t units)
{
	return units << QUOTA_SHIFT | units;
}

bool quota_charge_units(struct quota *q, uint64_t n)
{
	return charge(q, both(n));
}

void quota_return_units(struct quota *q, uint64_t n)
{
	give_back(q, NULL, both(n));
}
