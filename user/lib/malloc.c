// SPDX-License-Identifier: MIT
/*
 * malloc and its like. picolibc's own keeps one list of all free memory, which every call walks: 24,000
 * instructions for each with 20,000 pieces in use. These take a hundred, however many there are.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/blocks.h"
#include "user/lib/lock.h"

static struct __lock lock; /* covers all blocks */

/* The block's size for so many bytes of memory; 0: no block is so large. */
static size_t size_for(size_t bytes)
{
	size_t size = (bytes + BLOCK_HEADER + BLOCK_ALIGN - 1) & ~(size_t)(BLOCK_ALIGN - 1);

	if (bytes > BLOCK_LARGEST)
		return 0;
	return size < BLOCK_LEAST ? BLOCK_LEAST : size;
}

static void *memory_or_errno(struct block *block)
{
	if (block)
		return block_memory(block);
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t bytes)
{
	size_t size = size_for(bytes);
	struct block *block;

	loris_lock_acquire(&lock);
	block = size ? loris_block_take(size) : NULL;
	loris_lock_release(&lock);
	return memory_or_errno(block);
}

/* What was never touched is not cleared: a large table of which little is used takes little. */
void *calloc(size_t count, size_t each)
{
	struct block *block = NULL;
	size_t bytes, size;
	char *clean;

	if (__builtin_mul_overflow(count, each, &bytes))
		return memory_or_errno(NULL);
	size = size_for(bytes);
	loris_lock_acquire(&lock);
	clean = loris_blocks_untouched();
	block = size ? loris_block_take(size) : NULL;
	loris_lock_release(&lock);
	if (block && (char *)block_memory(block) < clean) {
		size_t dirty = (size_t)(clean - (char *)block_memory(block));

		memset(block_memory(block), 0, dirty < bytes ? dirty : bytes);
	}
	return memory_or_errno(block);
}

/* Memory that is given back twice, or was never ours, ends the program before it does harm. */
void free(void *memory)
{
	struct block *block = block_of(memory);

	if (!memory)
		return;
	if (block->size & BLOCK_FREE || block_size(block) < BLOCK_LEAST ||
	    (uintptr_t)memory % BLOCK_ALIGN)
		__builtin_trap();
	loris_lock_acquire(&lock);
	loris_block_put(block);
	loris_lock_release(&lock);
}

static bool resize(struct block *block, size_t size)
{
	if (!size)
		return false;
	if (size > block_size(block))
		return loris_block_grow(block, size);
	loris_block_shrink(block, size);
	return true;
}

void *realloc(void *memory, size_t bytes)
{
	bool fits;
	void *moved;

	if (!memory)
		return malloc(bytes);
	loris_lock_acquire(&lock);
	fits = resize(block_of(memory), size_for(bytes));
	loris_lock_release(&lock);
	if (fits)
		return memory;
	moved = malloc(bytes);
	if (moved) {
		size_t had = malloc_usable_size(memory);

		memcpy(moved, memory, had < bytes ? had : bytes);
		free(memory);
	}
	return moved;
}

size_t malloc_usable_size(void *memory)
{
	return memory ? block_size(block_of(memory)) - BLOCK_HEADER : 0;
}

/* What lies in front of the aligned address becomes a free block: it must be large enough for one. */
static struct block *take_aligned(size_t align, size_t size)
{
	struct block *block = loris_block_take(size + align + BLOCK_LEAST), *second;
	uintptr_t at = (uintptr_t)block + BLOCK_HEADER;
	size_t front = -at % align;

	if (!block)
		return NULL;
	if (front) {
		front += front < BLOCK_LEAST ? align : 0;
		second = (struct block *)((char *)block + front);
		second->size = block_size(block) - front;
		block->size -= second->size;
		loris_block_put(block);
		block = second;
	}
	loris_block_shrink(block, size);
	return block;
}

void *memalign(size_t align, size_t bytes)
{
	size_t size = size_for(bytes);
	struct block *block;

	if (align <= BLOCK_ALIGN)
		return malloc(bytes);
	if (align & (align - 1)) {
		errno = EINVAL;
		return NULL;
	}
	loris_lock_acquire(&lock);
	block = size && align <= BLOCK_LARGEST ? take_aligned(align, size) : NULL;
	loris_lock_release(&lock);
	return memory_or_errno(block);
}

void *aligned_alloc(size_t align, size_t bytes)
{
	return memalign(align, bytes);
}

int posix_memalign(void **memory, size_t align, size_t bytes)
{
	int err_no = errno;
	void *made;

	if (align < sizeof(void *) || align & (align - 1))
		return EINVAL;
	made = memalign(align, bytes);
	errno = err_no;
	if (!made)
		return ENOMEM;
	*memory = made;
	return 0;
}
