/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/space.h"
#include <stdlib.h>

/* Blocks come in lots, beside malloc: its free list is searched from the start, which with thousands of
 * blocks would make each call slow. */
#define LOT 16

static void *free_blocks; /* linked through their first word */

void *space_alloc(struct space *s, size_t bytes)
{
	void *p;

	if (!space_take(s, bytes))
		return NULL;
	p = malloc(bytes);
	if (!p)
		space_return(s, bytes);
	return p;
}

void space_free(struct space *s, void *p, size_t bytes)
{
	if (!p)
		return;
	free(p);
	space_return(s, bytes);
}

static void push(void *block)
{
	*(void **)block = free_blocks;
	free_blocks = block;
}

/* A whole lot, or, when memory is short, as little as helps now. */
static bool refill(void)
{
	for (size_t n = LOT; n; n /= 4) {
		char *lot = pages_new(n * BLOCK_SIZE);

		for (size_t i = 0; lot && i < n; i++)
			push(lot + i * BLOCK_SIZE);
		if (lot)
			return true;
	}
	return false;
}

void *block_get(struct space *s)
{
	void *block;

	if (!space_take(s, BLOCK_SIZE))
		return NULL;
	if (!free_blocks && !refill()) {
		space_return(s, BLOCK_SIZE);
		return NULL;
	}
	block = free_blocks;
	free_blocks = *(void **)block;
	return block;
}

void block_put(struct space *s, void *block)
{
	push(block);
	space_return(s, BLOCK_SIZE);
}
