/* SPDX-License-Identifier: MIT */
/*
 * The memory that files may take, counted: contents, tables, names. A file system that is full says so
 * to who writes; it does not die of it.
 */
#ifndef RAMFS_SPACE_H
#define RAMFS_SPACE_H

#include <stdbool.h>
#include <stddef.h>

#define BLOCK_SIZE 4096

struct space {
	size_t used, max; /* bytes */
};

static inline bool space_take(struct space *s, size_t bytes)
{
	if (bytes > s->max - s->used)
		return false;
	s->used += bytes;
	return true;
}

static inline void space_return(struct space *s, size_t bytes)
{
	s->used -= bytes;
}

/* malloc and free, counted. NULL: the limit is reached, or there is no memory. */
void *space_alloc(struct space *s, size_t bytes);
void space_free(struct space *s, void *p, size_t bytes);

/* BLOCK_SIZE bytes of anything. NULL as above. */
void *block_get(struct space *s);
void block_put(struct space *s, void *block);

#endif
