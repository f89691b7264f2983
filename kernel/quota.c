/* SPDX-License-Identifier: MIT */
#include "kernel/quota.h"
#include "kernel/slab.h"

#define PAGE_UNITS (OBJECTS_PER_PAGE * OBJECT_UNITS)

struct quota *quota_create(struct quota *above, uint64_t pages_max, uint64_t objects_max)
{
	struct quota *q;

	if (above && above->depth == QUOTA_DEPTH_MAX)
		return NULL;
	q = slab_alloc(sizeof *q);
	if (!q)
		return NULL;
	*q = (struct quota){
		.refs = 1, .pages_max = pages_max, .units_max = objects_max * OBJECT_UNITS};
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
static bool charge(uint64_t *used, uint64_t max, uint64_t n)
{
	uint64_t old = load_once(used);

	do
		if (old > max || n > max - old)
			return false;
	while (!atomic_cas64(used, &old, old + n));
	return true;
}

bool quota_charge_pages(struct quota *q, uint64_t n)
{
	for (struct quota *at = q; at; at = at->above) {
		if (charge(&at->pages, at->pages_max - load_once(&at->units) / PAGE_UNITS, n))
			continue;
		for (; q != at; q = q->above)
			atomic_add64(&q->pages, -n);
		return false;
	}
	return true;
}

void quota_return_pages(struct quota *q, uint64_t n)
{
	for (; q; q = q->above)
		atomic_add64(&q->pages, -n);
}

static uint64_t units_max(const struct quota *q)
{
	uint64_t room = (q->pages_max - load_once(&q->pages)) * PAGE_UNITS;

	return room < q->units_max ? room : q->units_max;
}

bool quota_charge_units(struct quota *q, uint64_t n)
{
	for (struct quota *at = q; at; at = at->above) {
		if (charge(&at->units, units_max(at), n))
			continue;
		for (; q != at; q = q->above)
			atomic_add64(&q->units, -n);
		return false;
	}
	return true;
}

void quota_return_units(struct quota *q, uint64_t n)
{
	for (; q; q = q->above)
		atomic_add64(&q->units, -n);
}
