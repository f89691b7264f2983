/* SPDX-License-Identifier: MIT */
/*
 * The memory that a device reads and writes by itself: one contiguous piece, dealt out from its start and
 * never taken back, as the whole of it outlives the driver (docs/drivers.md).
 */
#ifndef LORIS_VIRTIO_DMA_H
#define LORIS_VIRTIO_DMA_H

#include <stddef.h>
#include <stdint.h>

struct dma {
	uint8_t *base;	   /* where this process sees it */
	uint64_t physical; /* where the device does; a multiple of the page size */
	size_t size, used; /* bytes */
};

/* `align`: a power of two, at most a page. NULL when there is no more. Zeroed: nothing that a
 * predecessor or a device left there is taken for ours. */
void *dma_take(struct dma *dma, size_t size, size_t align);

/* Of an address within what dma_take() gave. */
uint64_t dma_physical(const struct dma *dma, const volatile void *at);

#endif
