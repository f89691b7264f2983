/* SPDX-License-Identifier: MIT */
/*
 * A virtio device behind its registers (virtio 1.2, section 4.2: "virtio over MMIO"), with the layout of
 * version 2 or the legacy one of version 1, which QEMU's virt machine has unless told otherwise.
 *
 * The order of calls: virtio_find, virtio_reset, virtio_negotiate, virtio_ring, virtio_go. Before
 * virtio_reset has said OK the device may still be writing to memory that a dead driver gave it.
 */
#ifndef LORIS_VIRTIO_H
#define LORIS_VIRTIO_H

#include <stdbool.h>
#include <stdint.h>
#include "user/servers/virtio/ring.h"

#define VIRTIO_BLOCK   2 /* device ids: section 5 */
#define VIRTIO_ENTROPY 4

struct virtio {
	volatile void *registers;
	bool legacy;
};

/* Whether there is a virtio device of this id behind these registers, one that we can talk to. */
bool virtio_find(struct virtio *device, volatile void *registers, uint32_t id);

/* These return OK, or ERR_IO for a device that does not do as it should. */
long virtio_reset(struct virtio *device);
/* *features: those that the driver knows; then those of them that the device has, which are agreed on. */
long virtio_negotiate(struct virtio *device, uint64_t *features);
/* Makes ring `index` in dma, as large as the device allows up to RING_SIZE_MAX. Also ERR_NO_MEMORY. */
long virtio_ring(struct virtio *device, uint32_t index, struct ring *ring, struct dma *dma);
long virtio_go(struct virtio *device);

void virtio_notify(struct virtio *device, uint32_t index);

/* Tells the device that its interrupt has been seen. To be called before looking at the rings: what
 * comes later interrupts again. */
void virtio_seen(struct virtio *device);

/* Of the device's configuration; offset in bytes, a multiple of 4. */
uint32_t virtio_config32(struct virtio *device, unsigned offset);
uint64_t virtio_config64(struct virtio *device, unsigned offset);

#endif
