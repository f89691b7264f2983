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
	q->refs = 1;
	q->depth = 0;
	q->above = above;
	q->pages_max = pages_max < QUOTA_PAGES_MAX ? pages_max : QUOTA_PAGES_MAX;
	q->objects_max = objects_max < QUOTA_OBJECTS_MAX ? objects_max : QUOTA_OBJECTS_MAX;
	q->all = q->objects_max * OBJECT_UNITS << QUOTA_SHIFT | q->pages_max * PAGE_UNITS;
	q->left = q->all;
	if (above) {
		quota_get(above);
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

bool quota_is_below(const struct quota *q, const struct quota *above)
{
	while (q && q != above)
		q = q->above;
	return q;
}

static void give_back(struct quota *q, const struct quota *end, uint64_t amount)
{
	for (; q != end; q = q->above)
		atomic_add64(&q->left, amount);
}

/* A charge that is refused must not make another one fail that would have fitted: what there is too little
 * of is not even taken for a moment. */
bool quota_charge(struct quota *q, uint64_t amount)
{
	const uint64_t none_left = 1UL << 63 | 1UL << (QUOTA_SHIFT - 1);

	for (struct quota *at = q; at; at = at->above) {
		if (!atomic_take64(&at->left, amount, none_left)) {
			give_back(q, at, amount);
			return false;
		}
	}
	return true;
}

void quota_return(struct quota *q, uint64_t amount)
{
	give_back(q, NULL, amount);
}

bool quota_charge_units(struct quota *q, uint64_t n)
{
	return quota_charge(q, n * QUOTA_UNIT);
}

void quota_return_units(struct quota *q, uint64_t n)
{
	quota_return(q, n * QUOTA_UNIT);
}
