/* SPDX-License-Identifier: MIT */
/*
 * Memory for init, which must not die when the machine has none left: it comes in lots whose pages are
 * there before anyone touches them, and is never given back.
 */
#ifndef INIT_POOL_H
#define INIT_POOL_H

#include <stddef.h>
#include <stdint.h>

#define LOT_SIZE 65536 /* bytes: of memory objects up to this size all pages exist from the start */

/* Zeroed; *memory is the object that it is. NULL: no memory. (lot.c; tests have their own) */
void *lot_new(uint64_t *memory);

/* Items of one size, zeroed when they are new, as they were left when they were used before. */
struct pool {
	size_t size; /* bytes of an item, at least a pointer's */
	unsigned lots_max, lots;
	void *free;	  /* linked through their first word */
	char *next, *end; /* of the newest lot: not used yet */
};

/* NULL: no memory, or lots_max are in use. */
void *pool_get(struct pool *p);
void pool_put(struct pool *p, void *item);

#endif
