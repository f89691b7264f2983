/* SPDX-License-Identifier: MIT */
#include "user/servers/init/pool.h"
#include <stdbool.h>

static bool grow(struct pool *p)
{
	uint64_t memory; /* stays ours, as the lot does */
	char *lot = p->lots < p->lots_max ? lot_new(&memory) : NULL;

	if (!lot)
		return false;
	p->lots++;
	p->next = lot;
	p->end = lot + LOT_SIZE;
	return true;
}

void *pool_get(struct pool *p)
{
	void *item = p->free;

	if (item) {
		p->free = *(void **)item;
		return item;
	}
	if ((size_t)(p->end - p->next) < p->size && !grow(p))
		return NULL;
	item = p->next;
	p->next += p->size;
	return item;
}

void pool_put(struct pool *p, void *item)
{
	*(void **)item = p->free;
	p->free = item;
}
