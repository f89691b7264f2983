/* SPDX-License-Identifier: MIT */
/*
 * Small objects, in bins of 32 .. 4096 bytes. Each hart keeps a short chain of free objects of each
 * bin, so that the usual allocation takes no shared lock; pages whose objects are all free go back.
 */
#ifndef KERNEL_SLAB_H
#define KERNEL_SLAB_H

#include <stddef.h>
#include <stdint.h>

#define SLAB_MIN_SHIFT 5
#define SLAB_MAX_SIZE  4096

/* Folds to a constant where size is one. */
static inline unsigned slab_bin(size_t size)
{
	unsigned bin = 0;

	while (size > (1UL << SLAB_MIN_SHIFT) << bin)
		bin++;
	return bin;
}

static inline unsigned slab_size(unsigned bin)
{
	return (1U << SLAB_MIN_SHIFT) << bin;
}

void *slab_alloc_bin(unsigned bin);
void slab_free_bin(void *object, unsigned bin);

/* size: 1 .. SLAB_MAX_SIZE. NULL: out of memory. From any context; freed with the same size. */
static inline void *slab_alloc(size_t size)
{
	return slab_alloc_bin(slab_bin(size));
}
static inline void slab_free(void *object, size_t size)
{
	slab_free_bin(object, slab_bin(size));
}
void *slab_alloc_zeroed(size_t size);

/* Gives this hart's chains back. Irqs off. */
void slab_drain_cache(void);

/* Objects of a bin that are allocated, and pages that bins hold: exact when nobody allocates meanwhile. */
uint64_t slab_in_use(unsigned bin);
uint64_t slab_pages(void);

#endif
