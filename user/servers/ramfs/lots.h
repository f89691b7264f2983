/* SPDX-License-Identifier: MIT */
/*
 * Blocks come from the kernel in lots, beside malloc: its free list is searched from the start, which with thousands of
 * blocks would make each call slow. Lots whose blocks are all free go back, but for one: so who makes and removes a
 * small file again and again makes no calls of the kernel for it.
 */
#ifndef RAMFS_LOTS_H
#define RAMFS_LOTS_H

#include <stdbool.h>
#include <stddef.h>

#define LOT_BLOCKS    16
#define LOT_BYTES     (LOT_BLOCKS * BLOCK_SIZE)
#define LOT_HOLES_MAX 64
#define LOTS_AT_ONCE  4

/* BLOCK_SIZE bytes of anything. NULL: no memory. */
void *lots_get(void);
void lots_put(void *block);

/* Some can go back. */
bool lots_too_many(void);
/* A few of them do: all those of a large file at once would keep everybody else waiting. */
void lots_tidy(void);

/* pages.c; tests have their own. All lots stand side by side from here on. */
extern char *const pages_base;
/* Addresses alone. */
bool pages_map(char *at, size_t bytes);
/* Memory for one of them. */
bool pages_touch(char *page);
/* Neither is there any more. False: both still are. */
bool pages_unmap(char *at, size_t bytes);

#endif
