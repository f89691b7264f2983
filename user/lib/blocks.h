/* SPDX-License-Identifier: MIT */
/*
 * The heap as blocks, for malloc.c: who calls holds malloc's lock.
 *
 *	base .. top	blocks without gaps, used or free; two free ones never touch
 *	top .. limit	untouched so far, or given back: one piece, in no list
 *
 * A block begins with its size, 8 bytes in front of an address that is a multiple of 16, which is what malloc
 * returns. A free block is in the bin of its size, and has that size in its last 8 bytes, too, where the block
 * behind it finds it.
 */
#ifndef LORIS_USER_BLOCKS_H
#define LORIS_USER_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>

#define BLOCK_ALIGN   16
#define BLOCK_HEADER  8
#define BLOCK_LEAST   32
#define BLOCK_FREE    1ul /* this one */
#define BLOCK_BEHIND  2ul /* it lies behind a free one */
#define BLOCK_FLAGS   (BLOCK_FREE | BLOCK_BEHIND)
#define BLOCK_LARGEST ((size_t)1 << 38) /* as much as there are addresses */

struct block {
	size_t size; /* bytes, this word included, and flags */
	struct block *next,
		*previous; /* in its bin; of a used block the first bytes of its memory */
};

static inline size_t block_size(const struct block *block)
{
	return block->size & ~BLOCK_FLAGS;
}

static inline void *block_memory(struct block *block)
{
	return (char *)block + BLOCK_HEADER;
}

static inline struct block *block_of(void *memory)
{
	return (struct block *)((char *)memory - BLOCK_HEADER);
}

/* A used block of this size, a multiple of 16, or somewhat more; NULL: there is no memory. */
struct block *loris_block_take(size_t size);

void loris_block_put(struct block *block);

/* What is more than size becomes free. */
void loris_block_shrink(struct block *block, size_t size);

/* Makes it at least so large where it lies, if there is room behind it. */
bool loris_block_grow(struct block *block, size_t size);

/* From here on nobody has written yet: all is zero. */
char *loris_blocks_untouched(void);

#endif
