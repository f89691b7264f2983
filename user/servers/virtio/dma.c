// SPDX-License-Identifier: MIT
#include <string.h>
#include "user/servers/virtio/dma.h"

void *dma_take(struct dma *dma, size_t size, size_t align)
{
	size_t start = (dma->used + align - 1) & ~(align - 1);

	if (start > dma->size || size > dma->size - start)
		return NULL;
	dma->used = start + size;
	return memset(dma->base + start, 0, size);
}

uint64_t dma_physical(const struct dma *dma, const volatile void *at)
{
	return dma->physical + (uint64_t)((const volatile uint8_t *)at - dma->base);
}
