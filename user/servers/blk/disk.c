// SPDX-License-Identifier: MIT
#include "lib/abi.h"
#include "user/servers/blk/disk.h"

/* Feature bits, configuration and status values: sections 5.2.3, 5.2.4 and 5.2.6. */
#define F_READ_ONLY  (1ull << 5)
#define F_BLOCK_SIZE (1ull << 6)
#define F_FLUSH	     (1ull << 9)

#define CONFIG_CAPACITY	  0
#define CONFIG_BLOCK_SIZE 20

#define STATUS_OK	 0
#define STATUS_NO_ANSWER 0xff

#define CHAIN 3 /* descriptors of a slot: header, data, status */

struct disk_header {
	uint32_t operation;
	uint32_t reserved;
	uint64_t sector;
};

static bool make_slots(struct disk *disk, struct dma *dma)
{
	for (unsigned i = 0; i < disk->slots; i++) {
		struct disk_slot *slot = &disk->slot[i];

		slot->header = dma_take(dma, sizeof(*slot->header), sizeof(*slot->header));
		slot->status = dma_take(dma, 1, 1);
		if (!slot->header || !slot->status)
			return false;
	}
	for (unsigned i = 0; i < disk->slots; i++) {
		disk->slot[i].data = dma_take(dma, DISK_DATA, LORIS_PAGE_SIZE);
		if (!disk->slot[i].data)
			return false;
	}
	return true;
}

static void describe(struct disk *disk, unsigned at, uint64_t address, uint32_t length, bool write,
		     bool last)
{
	volatile struct ring_descriptor *d = &disk->ring.descriptor[at];

	d->address = address;
	d->length = length;
	d->flags = (uint16_t)((write ? RING_WRITE : 0) | (last ? 0 : RING_NEXT));
	d->next = (uint16_t)(last ? 0 : at + 1);
}

/* A block size that no disk has would make every request wrong or none; then the sector counts. */
static uint32_t block_sectors(struct disk *disk, uint64_t features)
{
	uint32_t bytes = features & F_BLOCK_SIZE ? virtio_config32(&disk->device, CONFIG_BLOCK_SIZE)
						 : DISK_SECTOR;

	if (bytes < DISK_SECTOR || bytes > DISK_DATA || (bytes & (bytes - 1)))
		return 1;
	return bytes / DISK_SECTOR;
}

static long start_ring(struct disk *disk, struct dma *dma)
{
	long err = virtio_ring(&disk->device, 0, &disk->ring, dma);

	if (err != OK)
		return err;
	disk->slots = disk->ring.size / CHAIN;
	if (disk->slots > DISK_SLOTS)
		disk->slots = DISK_SLOTS;
	if (disk->slots == 0)
		return ERR_IO;
	if (!make_slots(disk, dma))
		return ERR_NO_MEMORY;
	return virtio_go(&disk->device);
}

static long start(struct disk *disk, struct dma *dma)
{
	uint64_t features = F_READ_ONLY | F_BLOCK_SIZE | F_FLUSH;
	long err = virtio_negotiate(&disk->device, &features);

	if (err != OK)
		return err;
	disk->sectors = virtio_config64(&disk->device, CONFIG_CAPACITY);
	disk->block = block_sectors(disk, features);
	disk->read_only = features & F_READ_ONLY;
	disk->flushes = features & F_FLUSH;
	return start_ring(disk, dma);
}

long disk_start(struct disk *disk, struct dma *dma)
{
	long err = virtio_reset(&disk->device);

	*disk = (struct disk){.device = disk->device, .dma = dma};
	if (err != OK)
		return err;
	err = start(disk, dma);
	if (err != OK)
		virtio_reset(&disk->device);
	return err;
}

int disk_free(const struct disk *disk)
{
	for (unsigned i = 0; i < disk->slots; i++) {
		if (!disk->slot[i].posted)
			return (int)i;
	}
	return -1;
}

long disk_check(const struct disk *disk, enum disk_operation operation, uint64_t sector,
		uint64_t count)
{
	if (operation == DISK_FLUSH)
		return OK;
	if (count == 0 || count > DISK_COUNT || sector % disk->block || count % disk->block)
		return ERR_INVALID;
	if (sector > disk->sectors || count > disk->sectors - sector)
		return ERR_INVALID;
	return operation == DISK_WRITE && disk->read_only ? ERR_PERM : OK;
}

/* A flush has no data: section 5.2.6. */
static void make_chain(struct disk *disk, unsigned head, struct disk_slot *slot)
{
	const struct dma *dma = disk->dma;
	unsigned at = head;

	describe(disk, at++, dma_physical(dma, slot->header), sizeof(*slot->header), false, false);
	if (slot->bytes)
		describe(disk, at++, dma_physical(dma, slot->data), slot->bytes,
			 slot->operation == DISK_READ, false);
	describe(disk, at, dma_physical(dma, slot->status), 1, true, true);
}

void disk_post(struct disk *disk, int index, enum disk_operation operation, uint64_t sector,
	       uint32_t count)
{
	struct disk_slot *slot = &disk->slot[index];
	unsigned head = CHAIN * (unsigned)index;

	slot->posted = true;
	slot->operation = operation;
	slot->bytes = count * DISK_SECTOR;
	*slot->header = (struct disk_header){.operation = operation, .sector = sector};
	*slot->status = STATUS_NO_ANSWER;
	make_chain(disk, head, slot);
	ring_post(&disk->ring, (uint16_t)head);
	virtio_notify(&disk->device, 0);
}

/* What was read counts only if the device says that it wrote all of it: what lies in the slot otherwise
 * is another client's. Some old devices leave the status byte out of the length. */
static long result_of(const struct disk_slot *slot, uint32_t length)
{
	if (*slot->status != STATUS_OK)
		return ERR_IO;
	if (slot->operation == DISK_READ && (length < slot->bytes || length > slot->bytes + 1))
		return ERR_IO;
	return OK;
}

enum ring_result disk_take(struct disk *disk, int *slot, long *result)
{
	uint32_t length;
	uint16_t head;
	enum ring_result taken = ring_take(&disk->ring, &head, &length);

	if (taken != RING_TAKEN)
		return taken;
	*slot = head / CHAIN;
	*result = result_of(&disk->slot[*slot], length);
	disk->slot[*slot].posted = false;
	return RING_TAKEN;
}
