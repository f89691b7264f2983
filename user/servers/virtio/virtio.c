// SPDX-License-Identifier: MIT
#include "lib/abi.h"
#include "user/servers/virtio/mmio.h"
#include "user/servers/virtio/registers.h"
#include "user/servers/virtio/virtio.h"

#define PAGE_SHIFT 12
#define RESET_TRIES \
	1000000 /* some seconds' worth of register reads, where a reset takes microseconds */
#define READ_TRIES \
	100 /* a configuration that changes between two reads each time is no configuration */

static uint32_t get(const struct virtio *device, unsigned offset)
{
	return mmio_read(device->registers, offset);
}

static void set(struct virtio *device, unsigned offset, uint32_t value)
{
	mmio_write(device->registers, offset, value);
}

static void set64(struct virtio *device, unsigned offset, uint64_t value)
{
	set(device, offset, (uint32_t)value);
	set(device, offset + 4, (uint32_t)(value >> 32));
}

static void add_status(struct virtio *device, uint32_t bits)
{
	set(device, VIRTIO_STATUS, get(device, VIRTIO_STATUS) | bits);
}

bool virtio_find(struct virtio *device, volatile void *registers, uint32_t id)
{
	uint32_t version;

	*device = (struct virtio){.registers = registers};
	if (get(device, VIRTIO_MAGIC) != VIRTIO_MAGIC_VALUE)
		return false;
	version = get(device, VIRTIO_VERSION);
	device->legacy = version == 1;
	return (version == 1 || version == 2) && get(device, VIRTIO_DEVICE_ID) == id;
}

/* Section 2.4.2: the device is at rest, and writes no more, when it reads back as 0. */
long virtio_reset(struct virtio *device)
{
	set(device, VIRTIO_STATUS, 0);
	for (int i = 0; i < RESET_TRIES; i++) {
		if (get(device, VIRTIO_STATUS) == 0)
			return OK;
	}
	return ERR_IO;
}

static uint64_t device_features(struct virtio *device)
{
	uint64_t low;

	set(device, VIRTIO_DEVICE_FEATURES_SEL, 0);
	low = get(device, VIRTIO_DEVICE_FEATURES);
	if (device->legacy) /* section 6.3: the others are not there */
		return low;
	set(device, VIRTIO_DEVICE_FEATURES_SEL, 1);
	return low | (uint64_t)get(device, VIRTIO_DEVICE_FEATURES) << 32;
}

static void driver_features(struct virtio *device, uint64_t features)
{
	set(device, VIRTIO_DRIVER_FEATURES_SEL, 0);
	set(device, VIRTIO_DRIVER_FEATURES, (uint32_t)features);
	if (device->legacy)
		return;
	set(device, VIRTIO_DRIVER_FEATURES_SEL, 1);
	set(device, VIRTIO_DRIVER_FEATURES, (uint32_t)(features >> 32));
}

/* Section 3.1.1, steps 2 to 6. */
long virtio_negotiate(struct virtio *device, uint64_t *features)
{
	const uint64_t version_1 = 1ull << VIRTIO_F_VERSION_1;
	uint64_t offered;

	add_status(device, VIRTIO_STATUS_ACKNOWLEDGE);
	add_status(device, VIRTIO_STATUS_DRIVER);
	offered = device_features(device);
	*features &= offered;
	if (device->legacy) {
		set(device, VIRTIO_LEGACY_PAGE_SIZE, LORIS_PAGE_SIZE);
		driver_features(device, *features);
		return OK;
	}
	if (!(offered & version_1))
		return ERR_IO;
	driver_features(device, *features | version_1);
	add_status(device, VIRTIO_STATUS_FEATURES_OK);
	return get(device, VIRTIO_STATUS) & VIRTIO_STATUS_FEATURES_OK ? OK : ERR_IO;
}

static uint16_t size_for(uint32_t most)
{
	uint16_t size = RING_SIZE_MAX;

	while (size > most)
		size /= 2;
	return size;
}

static long place_legacy(struct virtio *device, uint64_t at)
{
	if (at >> PAGE_SHIFT > UINT32_MAX)
		return ERR_NO_MEMORY;
	set(device, VIRTIO_LEGACY_QUEUE_ALIGN, LORIS_PAGE_SIZE);
	set(device, VIRTIO_LEGACY_QUEUE_PFN, (uint32_t)(at >> PAGE_SHIFT));
	return OK;
}

static long place(struct virtio *device, struct ring *ring, struct dma *dma)
{
	uint64_t at = dma_physical(dma, ring->descriptor);

	set(device, VIRTIO_QUEUE_NUM, ring->size);
	if (device->legacy)
		return place_legacy(device, at);
	set64(device, VIRTIO_QUEUE_DESCRIPTOR, at);
	set64(device, VIRTIO_QUEUE_AVAILABLE, dma_physical(dma, ring->available));
	set64(device, VIRTIO_QUEUE_USED, dma_physical(dma, ring->used));
	set(device, VIRTIO_QUEUE_READY, 1);
	return OK;
}

long virtio_ring(struct virtio *device, uint32_t index, struct ring *ring, struct dma *dma)
{
	uint16_t size;

	set(device, VIRTIO_QUEUE_SEL, index);
	size = size_for(get(device, VIRTIO_QUEUE_NUM_MAX));
	if (size == 0)
		return ERR_IO;
	if (!ring_make(ring, size, dma))
		return ERR_NO_MEMORY;
	return place(device, ring, dma);
}

long virtio_go(struct virtio *device)
{
	add_status(device, VIRTIO_STATUS_DRIVER_OK);
	return get(device, VIRTIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET ? ERR_IO : OK;
}

void virtio_notify(struct virtio *device, uint32_t index)
{
	set(device, VIRTIO_QUEUE_NOTIFY, index);
}

void virtio_seen(struct virtio *device)
{
	set(device, VIRTIO_INTERRUPT_ACK, get(device, VIRTIO_INTERRUPT_STATUS));
	/* Then the caller looks at the ring. The other way round this would take back the interrupt of an answer that came
	 * after the look. */
	mmio_settle();
}

uint32_t virtio_config32(struct virtio *device, unsigned offset)
{
	return get(device, VIRTIO_CONFIG + offset);
}

static uint64_t config64_once(struct virtio *device, unsigned offset)
{
	return virtio_config32(device, offset) | (uint64_t)virtio_config32(device, offset + 4)
							 << 32;
}

/* Section 2.5: a value of more than 32 bits may change between its halves. Two equal readings in a row
 * need no generation counter, which the legacy interface does not have. */
uint64_t virtio_config64(struct virtio *device, unsigned offset)
{
	uint64_t value = config64_once(device, offset);

	for (int i = 0; i < READ_TRIES; i++) {
		uint64_t again = config64_once(device, offset);

		if (again == value)
			break;
		value = again;
	}
	return value;
}
