/* SPDX-License-Identifier: MIT */
/*
 * The block device (virtio 1.2, section 5.2): requests in slots, each with a piece of the DMA memory for
 * its data. Knows nothing of clients. A slot belongs to the caller of disk_post() until disk_take() names
 * it; its data is the caller's while it is not with the device.
 */
#ifndef LORIS_BLK_DISK_H
#define LORIS_BLK_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "user/servers/virtio/virtio.h"

#define DISK_SECTOR 512	  /* bytes: the unit of the interface, whatever the medium's blocks are */
#define DISK_SLOTS  16	  /* requests with the device at a time */
#define DISK_DATA   32768 /* bytes of one request */
#define DISK_COUNT  (DISK_DATA / DISK_SECTOR)

enum disk_operation {
	DISK_READ = 0, /* as the device numbers them */
	DISK_WRITE = 1,
	DISK_FLUSH = 4,
};

struct disk_header;

struct disk_slot {
	bool posted;
	enum disk_operation operation;
	uint32_t bytes;
	uint8_t *data;
	struct disk_header *header;
	volatile uint8_t *status;
};

struct disk {
	struct virtio device;
	struct ring ring;
	struct dma *dma;
	uint64_t sectors;
	uint32_t
		block; /* sectors that can only be read and written together: a request's alignment */
	bool read_only, flushes;
	unsigned slots; /* as many as the device's ring has room for */
	struct disk_slot slot[DISK_SLOTS];
};

/* Takes over a device that virtio_find() found, and the memory for it. OK, ERR_IO or ERR_NO_MEMORY; in
 * the latter cases the device has been reset, as far as it obeys. */
long disk_start(struct disk *disk, struct dma *dma);

/* A slot that is not with the device, or -1. */
int disk_free(const struct disk *disk);

/* OK, or what is wrong with it: ERR_INVALID (empty, too long, not aligned, beyond the end), ERR_PERM. */
long disk_check(const struct disk *disk, enum disk_operation operation, uint64_t sector,
		uint64_t count);

/* disk_check() has said OK; the data to write is in the slot. A flush: sector and count are 0. */
void disk_post(struct disk *disk, int slot, enum disk_operation operation, uint64_t sector,
	       uint32_t count);

/* RING_TAKEN: *slot is free again, and *result is OK or ERR_IO. */
enum ring_result disk_take(struct disk *disk, int *slot, long *result);

#endif
