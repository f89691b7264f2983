// SPDX-License-Identifier: MIT
#include "user/servers/virtio/ring.h"

/* Section 2.7.2: of the used ring in the legacy layout; QueueAlign says the same (virtio.c). */
#define USED_ALIGN 4096

static size_t available_end(uint16_t size)
{
	/* index, flags and, whether or not it is negotiated, used_event */
	return sizeof(struct ring_descriptor) * size + sizeof(uint16_t) * (3 + size);
}

static size_t used_start(uint16_t size)
{
	return (available_end(size) + USED_ALIGN - 1) & ~(size_t)(USED_ALIGN - 1);
}

bool ring_make(struct ring *ring, uint16_t size, struct dma *dma)
{
	size_t used_bytes = sizeof(uint16_t) * 3 + sizeof(ring->used->ring[0]) * size;
	uint8_t *at = dma_take(dma, used_start(size) + used_bytes, USED_ALIGN);

	*ring = (struct ring){.size = size};
	if (!at)
		return false;
	ring->descriptor = (void *)at;
	ring->available = (void *)(at + sizeof(struct ring_descriptor) * size);
	ring->used = (void *)(at + used_start(size));
	return true;
}

/* Section 2.7.13: the entry must be there before the index, and the index before the notification,
 * which mmio_write() sees to. */
void ring_post(struct ring *ring, uint16_t head)
{
	ring->is_posted[head] = true;
	ring->available->ring[ring->posted % ring->size] = head;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	ring->available->index = ++ring->posted;
}

enum ring_result ring_take(struct ring *ring, uint16_t *head, uint32_t *length)
{
	uint16_t new = (uint16_t)(ring->used->index - ring->taken);
	uint32_t id;

	if (new == 0)
		return RING_NONE;
	if (new > (uint16_t)(ring->posted - ring->taken))
		return RING_BROKEN;
	__atomic_thread_fence(__ATOMIC_SEQ_CST); /* what the index covers is not read before it */
	id = ring->used->ring[ring->taken % ring->size].head;
	*length = ring->used->ring[ring->taken % ring->size].length;
	if (id >= ring->size || !ring->is_posted[id])
		return RING_BROKEN;
	ring->is_posted[id] = false;
	ring->taken++;
	*head = (uint16_t)id;
	return RING_TAKEN;
}
