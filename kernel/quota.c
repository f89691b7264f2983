/* SPDX-License-Identifier: MIT */
#include "kernel/quota.h"
#include "kernel/slab.h"

#define NONE_LEFT (1UL << 63 | 1UL << (QUOTA_SHIFT - 1)) /* these bits of what is left are 0 */

struct quota *quota_create(struct quota *above, uint64_t pages_max, uint64_t objects_max)
{
	struct quota *q;

	if (above && (above->depth == QUOTA_DEPTH_MAX || !quota_charge_units(above, 1)))
		return NULL;
	q = slab_alloc(sizeof *q);
	if (!q) {
		quota_return_units(above, 1);
		return NULL;
	}
	q->refs = 1;
	q->depth = 0;
	q->above = above;
	q->shared = above && above->above ? above : NULL;
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
		quota_return_units(above, 1);
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

/* ---- charging --------------------------------------------------------------------------------------- */

/* What q then uses, and what is left above for what else has been made there. */
struct share {
	uint64_t used, left;
};

static struct share share_after(const struct quota *q, uint64_t amount)
{
	/* If there is less left than the amount, it is refused there. */
	return (struct share){quota_used(q) + amount, load_once(&q->shared->left) - amount};
}

/* Of each half a third of what q uses: so the first takes three quarters at most, who comes after it three quarters of
 * the rest. Charges at the same time do not see one another here: by so much less may be left. */
static bool leaves_enough(const struct quota *q, uint64_t amount)
{
	const uint64_t low = (1UL << QUOTA_SHIFT) - 1;
	struct share s;

	if (!q->shared)
		return true;
	s = share_after(q, amount);
	return s.used >> QUOTA_SHIFT <= 3 * (s.left >> QUOTA_SHIFT) &&
	       (s.used & low) <= 3 * (s.left & low);
}

/* Or even as much as it uses, which is seen at once. */
static bool leaves_plenty(const struct quota *q, uint64_t amount)
{
	struct share s;

	if (!q->shared)
		return true;
	s = share_after(q, amount);
	return !((s.left - s.used) & NONE_LEFT);
}

/* From `at` on; those from q up to there have been charged. */
static COLD bool charge_exactly(struct quota *q, struct quota *at, uint64_t amount)
{
	for (; at; at = at->above) {
		if (!leaves_enough(at, amount) || !atomic_take64(&at->left, amount, NONE_LEFT)) {
			give_back(q, at, amount);
			return false;
		}
	}
	return true;
}

/* A charge that is refused must not make another one fail that would have fitted: what there is too little
 * of is not even taken for a moment. */
bool quota_charge(struct quota *q, uint64_t amount)
{
	for (struct quota *at = q; at; at = at->above)
		if (!leaves_plenty(at, amount) || !atomic_take64(&at->left, amount, NONE_LEFT))
			return charge_exactly(q, at, amount);
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
