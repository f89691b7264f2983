/* SPDX-License-Identifier: MIT */
/*
 * A split virtqueue (virtio 1.2, section 2.7) as the driver sees it. The driver owns the descriptors and
 * what it offers; the device owns what it has used. All of it is memory that the device can write at any
 * time, so nothing in it is read back except what the device says, and that is checked.
 *
 * Who uses a ring gives each request descriptors of its own, for ever: no free list, and a head that
 * the device names is right exactly if that request is with the device.
 */
#ifndef LORIS_VIRTIO_RING_H
#define LORIS_VIRTIO_RING_H

#include <stdbool.h>
#include <stdint.h>
#include "user/servers/virtio/dma.h"

#define RING_SIZE_MAX 64 /* descriptors */

#define RING_NEXT  1 /* struct ring_descriptor.flags: another one follows */
#define RING_WRITE 2 /* the device writes it, else reads */

struct ring_descriptor {
	uint64_t address; /* physical */
	uint32_t length;
	uint16_t flags;
	uint16_t next;
};

struct ring_available {
	uint16_t flags;
	uint16_t index;
	uint16_t ring[];
};

struct ring_used {
	uint16_t flags;
	uint16_t index;
	struct {
		uint32_t head;
		uint32_t length;
	} ring[];
};

struct ring {
	volatile struct ring_descriptor *descriptor;
	volatile struct ring_available *available;
	volatile struct ring_used *used;
	uint16_t size;	 /* descriptors, a power of two */
	uint16_t posted; /* so many chains in all, as the available index counts them */
	uint16_t taken;	 /* likewise, of those that came back */
	bool is_posted[RING_SIZE_MAX]; /* by head */
};

/*
 * Lays the ring out in one piece as the legacy interface wants it (section 2.7.2), which suits the other
 * as well. `size`: a power of two, at most RING_SIZE_MAX. False: no memory.
 */
bool ring_make(struct ring *ring, uint16_t size, struct dma *dma);

/* Hands the chain that begins at descriptor `head` over to the device, which is to be notified then. */
void ring_post(struct ring *ring, uint16_t head);

enum ring_result {
	RING_NONE,   /* nothing new */
	RING_TAKEN,  /* *head came back; the device says that it wrote *length bytes */
	RING_BROKEN, /* the device says what cannot be: it must be reset, all else it says is void */
};
enum ring_result ring_take(struct ring *ring, uint16_t *head, uint32_t *length);

#endif
