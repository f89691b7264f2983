// SPDX-License-Identifier: MIT
/* Free blocks by size. Smaller sizes have a bin each, larger ones share: four bins for each power of two. */
#include "user/lib/blocks.h"
#include <stdint.h>
#include <unistd.h>

#define EXACT_BINS  32 /* of 16 bytes each */
#define EXACT_BITS  5
#define SHARED	    4
#define SHARED_BITS 2
#define POWERS	    31 /* of two, up to BLOCK_LARGEST and what is joined of such */
#define BINS	    (EXACT_BINS + POWERS * SHARED)
#define WORDS	    ((BINS + 63) / 64)
#define TRIES	    8 /* in a shared bin, where not every block is large enough */
#define GROW_LEAST  0x10000
#define GROW_MOST   0x800000
#define KEPT	    0x100000 /* what is free at the end and more than four times this goes back */

static struct block *bin[BINS];
static uint64_t filled[WORDS]; /* bit i: bin i is not empty */
static char *base, *top, *limit, *untouched;

static unsigned bin_of(size_t size)
{
	size_t units = size / BLOCK_ALIGN;
	unsigned power;

	if (units < EXACT_BINS)
		return (unsigned)units;
	power = 63 - (unsigned)__builtin_clzl(units);
	return EXACT_BINS + (power - EXACT_BITS) * SHARED +
	       (unsigned)(units >> (power - SHARED_BITS)) % SHARED;
}

static struct block *behind(struct block *block)
{
	return (struct block *)((char *)block + block_size(block));
}

/* ---- bins ------------------------------------------------------------------------------------------- */

static void bin_insert(struct block *block)
{
	size_t size = block_size(block);
	unsigned i = bin_of(size);

	block->size |= BLOCK_FREE;
	block->previous = NULL;
	block->next = bin[i];
	if (bin[i])
		bin[i]->previous = block;
	bin[i] = block;
	filled[i / 64] |= 1ul << i % 64;
	behind(block)->size |= BLOCK_BEHIND;
	((size_t *)behind(block))[-1] = size;
}

static void bin_remove(struct block *block)
{
	unsigned i = bin_of(block_size(block));

	if (block->previous)
		block->previous->next = block->next;
	else
		bin[i] = block->next;
	if (block->next)
		block->next->previous = block->previous;
	if (!bin[i])
		filled[i / 64] &= ~(1ul << i % 64);
	block->size &= ~BLOCK_FREE;
	behind(block)->size &= ~BLOCK_BEHIND;
}

/* The first block of the first bin that is not empty, from bin i on. */
static struct block *bin_from(unsigned i)
{
	uint64_t word = i < BINS ? filled[i / 64] & ~0ul << i % 64 : 0;
	unsigned at = i / 64;

	while (!word && ++at < WORDS)
		word = filled[at];
	return word ? bin[at * 64 + (unsigned)__builtin_ctzl(word)] : NULL;
}

static struct block *bin_find(size_t size)
{
	unsigned i = bin_of(size);
	struct block *block = bin[i];

	for (unsigned tries = 0; block && tries < TRIES; tries++, block = block->next)
		if (block_size(block) >= size)
			return block;
	return bin_from(i + 1);
}

/* ---- the end of the heap ---------------------------------------------------------------------------- */

/* The heap begins here, also when somebody else has moved the break: what was left in front of it stays a
 * used block for ever. */
static void begin_at(char *at)
{
	if (top && limit - top >= BLOCK_HEADER)
		((struct block *)top)->size = (size_t)(limit - top);
	at += -(uintptr_t)at % BLOCK_ALIGN;
	base = top = at + BLOCK_ALIGN - BLOCK_HEADER;
	untouched = top;
}

/* From top to limit there are at least so many bytes afterwards. */
static bool extend(size_t size)
{
	size_t missing = size - (size_t)(limit - top);
	size_t step = (size_t)(limit - base) / 8;
	char *at;

	step = step < GROW_LEAST ? GROW_LEAST : step > GROW_MOST ? GROW_MOST : step;
	step = missing > step ? (missing + BLOCK_ALIGN - 1) & ~(size_t)(BLOCK_ALIGN - 1) : step;
	at = sbrk((ptrdiff_t)step);
	if (at == (char *)-1)
		return false;
	if (at != limit)
		begin_at(at);
	limit = at + step;
	return (size_t)(limit - top) >= size || extend(size);
}

static struct block *take_from_top(size_t size)
{
	struct block *block;

	if ((size_t)(limit - top) < size && !extend(size))
		return NULL;
	block = (struct block *)top;
	block->size = size;
	top += size;
	untouched = top > untouched ? top : untouched;
	return block;
}

static void give_back(void)
{
	size_t more = (size_t)(limit - top) - KEPT;

	if (sbrk(0) != limit || sbrk(-(ptrdiff_t)more) == (void *)-1)
		return;
	limit -= more;
	untouched = limit < untouched ? limit : untouched;
}

char *loris_blocks_untouched(void)
{
	return untouched;
}

/* ---- what malloc asks for --------------------------------------------------------------------------- */

struct block *loris_block_take(size_t size)
{
	struct block *block = bin_find(size);

	if (!block)
		return take_from_top(size);
	bin_remove(block);
	loris_block_shrink(block, size);
	return block;
}

/* Joins the block with what is free on both sides. */
void loris_block_put(struct block *block)
{
	if (block->size & BLOCK_BEHIND) {
		struct block *front = (struct block *)((char *)block - ((size_t *)block)[-1]);

		bin_remove(front);
		front->size += block_size(block);
		block = front;
	}
	if ((char *)behind(block) == top) {
		top = (char *)block;
		if (limit - top > 4 * KEPT)
			give_back();
		return;
	}
	if (behind(block)->size & BLOCK_FREE) {
		struct block *next = behind(block);

		bin_remove(next);
		block->size += block_size(next);
	}
	bin_insert(block);
}

void loris_block_shrink(struct block *block, size_t size)
{
	size_t rest = block_size(block) - size;
	struct block *second;

	if (rest < BLOCK_LEAST)
		return;
	second = (struct block *)((char *)block + size);
	block->size -= rest;
	second->size = rest;
	loris_block_put(second);
}

static bool grow_into_top(struct block *block, size_t size)
{
	size_t more = size - block_size(block);

	if ((size_t)(limit - top) < more && !extend(more))
		return false;
	if ((char *)behind(block) != top) /* the heap has begun anew elsewhere */
		return false;
	block->size += more;
	top += more;
	untouched = top > untouched ? top : untouched;
	return true;
}

bool loris_block_grow(struct block *block, size_t size)
{
	struct block *next = behind(block);

	if ((char *)next == top)
		return grow_into_top(block, size);
	if (!(next->size & BLOCK_FREE) || block_size(block) + block_size(next) < size)
		return false;
	bin_remove(next);
	block->size += block_size(next);
	loris_block_shrink(block, size);
	return true;
}
