/* SPDX-License-Identifier: MIT */
/*
 * Small objects, in classes of 32 .. 2048 bytes. Each hart keeps a short chain of free objects of each
 * class, so that the usual allocation takes no shared lock; pages whose objects are all free go back.
 */
#ifndef KERNEL_SLAB_H
#define KERNEL_SLAB_H

#include <stddef.h>

#define SLAB_MIN_SHIFT 5
#define SLAB_MAX_SIZE  2048

/* size: 1 .. SLAB_MAX_SIZE. NULL: out of memory. From any context; freed with the same size. */
void *slab_alloc(size_t size);
void *slab_alloc_zeroed(size_t size);
void slab_free(void *object, size_t size);

/* Gives this hart's chains back. Irqs off. */
void slab_drain_cache(void);

#endif
