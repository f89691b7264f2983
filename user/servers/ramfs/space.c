/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/space.h"
#include <stdlib.h>
#include "user/servers/ramfs/lots.h"

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

void *block_get(struct space *s)
{
	void *block;

	if (!space_take(s, BLOCK_SIZE))
		return NULL;
	block = lots_get();
	if (!block)
		space_return(s, BLOCK_SIZE);
	return block;
}

void block_put(struct space *s, void *block)
{
	lots_put(block);
	space_return(s, BLOCK_SIZE);
}
