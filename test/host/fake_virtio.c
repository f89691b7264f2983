// SPDX-License-Identifier: MIT
#include "test/host/support.h"
#include "test/host/fake_virtio.h"
#include "user/servers/virtio/mmio.h"
#include "user/servers/virtio/registers.h"
#include "user/servers/virtio/ring.h"

struct fake fake;

void fake_reset(uint32_t version)
{
	memset(&fake, 0, sizeof(fake));
	fake.magic = VIRTIO_MAGIC_VALUE;
	fake.version = version;
	fake.id = 2;
	fake.offers = 1ull << 9 | 1ull << 6 | (version == 2 ? 1ull << VIRTIO_F_VERSION_1 : 0);
	fake.queue_max = 1024;
	fake.capacity = FAKE_SECTORS;
	fake.block = 512;
	fake.status = 7; /* as a driver that died left it */
}

/* What the driver gives as a physical address must lie in the memory it was given, all of it. */
static void *at(uint64_t physical, size_t length)
{
	assert_true(physical >= FAKE_PHYSICAL && length <= FAKE_MEMORY &&
		    physical - FAKE_PHYSICAL <= FAKE_MEMORY - length);
	return fake.memory + (physical - FAKE_PHYSICAL);
}

static struct ring_descriptor *descriptor(uint16_t i)
{
	assert_true(i < fake.queue_num);
	return at(fake.descriptor + i * sizeof(struct ring_descriptor),
		  sizeof(struct ring_descriptor));
}

void fake_say_used(uint32_t head, uint32_t length)
{
	struct ring_used *used = at(fake.used, 6 + 8 * fake.queue_num);

	used->ring[used->index % fake.queue_num].head = head;
	used->ring[used->index % fake.queue_num].length = length;
	used->index++;
}

/* Moves the data of one request; returns how many bytes it wrote into the driver's memory. */
static uint32_t transfer(const uint32_t *header, const struct ring_descriptor *data)
{
	uint64_t sector = header[2] | (uint64_t)header[3] << 32;
	void *memory = at(data->address, data->length);

	assert_true(sector * 512 + data->length <= sizeof(fake.disk));
	assert_int_equal(!!(data->flags & RING_WRITE), header[0] == 0);
	if (header[0] == 0)
		memcpy(memory, &fake.disk[sector * 512], data->length);
	else
		memcpy(&fake.disk[sector * 512], memory, data->length);
	return header[0] == 0 ? data->length : 0;
}

static void serve(uint16_t head)
{
	struct ring_descriptor *d = descriptor(head);
	const uint32_t *header = at(d->address, d->length);
	uint32_t written = 0;

	assert_int_equal(d->length, 16);
	assert_int_equal(d->flags, RING_NEXT);
	d = descriptor(d->next);
	if (header[0] == 4)
		fake.flushes++;
	else {
		written = transfer(header, d);
		d = descriptor(d->next);
	}
	assert_int_equal(d->length, 1);
	assert_int_equal(d->flags, RING_WRITE);
	*(uint8_t *)at(d->address, 1) = fake.status_byte;
	fake_say_used(head, written + 1 + (uint32_t)fake.length_error);
	fake.served++;
}

/* An entropy device fills what it is given with the numbers 1, 2, ... */
static void give(uint16_t head)
{
	const struct ring_descriptor *d = descriptor(head);
	uint8_t *out = at(d->address, d->length);

	assert_int_equal(d->flags, RING_WRITE);
	for (uint32_t i = 0; i < d->length; i++)
		out[i] = ++fake.last_given;
	fake_say_used(head, d->length + (uint32_t)fake.length_error);
}

void fake_run(void)
{
	struct ring_available *available = at(fake.available, 6 + 2 * fake.queue_num);

	while (fake.seen != available->index) {
		uint16_t head = available->ring[fake.seen++ % fake.queue_num];

		if (fake.id == 4)
			give(head);
		else
			serve(head);
	}
}

static uint32_t config(unsigned offset)
{
	switch (offset) {
	case 0:
		return (uint32_t)fake.capacity;
	case 4:
		return (uint32_t)(fake.capacity >> 32);
	case 20:
		return fake.block;
	}
	return 0;
}

uint32_t mmio_read(const volatile void *base, unsigned offset)
{
	(void)base;
	switch (offset) {
	case VIRTIO_MAGIC:
		return fake.magic;
	case VIRTIO_VERSION:
		return fake.version;
	case VIRTIO_DEVICE_ID:
		return fake.id;
	case VIRTIO_DEVICE_FEATURES:
		return (uint32_t)(fake.offers >> 32 * fake.features_sel);
	case VIRTIO_QUEUE_NUM_MAX:
		return fake.queue_sel == 0 ? fake.queue_max : 0;
	case VIRTIO_STATUS:
		return fake.status;
	}
	return offset >= VIRTIO_CONFIG ? config(offset - VIRTIO_CONFIG) : 0;
}

static void write_status(uint32_t value)
{
	fake.resets += value == 0;
	if (value == 0 && fake.never_resets)
		return;
	if (fake.refuses_features)
		value &= ~VIRTIO_STATUS_FEATURES_OK;
	if (fake.needs_reset && (value & VIRTIO_STATUS_DRIVER_OK))
		value |= VIRTIO_STATUS_NEEDS_RESET;
	fake.status = value;
}

static void write_half(uint64_t *to, bool high, uint32_t value)
{
	*to = high ? (*to & UINT32_MAX) | (uint64_t)value << 32
		   : (*to & ~(uint64_t)UINT32_MAX) | value;
}

/* Section 2.7.2: where the parts of a legacy ring are follows from where it begins. */
static void place_legacy(uint32_t pfn)
{
	uint64_t end;

	assert_int_equal(fake.version, 1);
	fake.descriptor = (uint64_t)pfn * fake.page_size;
	fake.available = fake.descriptor + 16 * fake.queue_num;
	end = fake.available + 2 * (3 + fake.queue_num);
	fake.used = (end + fake.align - 1) / fake.align * fake.align;
}

static void write_modern(unsigned offset, uint32_t value)
{
	assert_int_equal(fake.version, 2);
	if (offset == VIRTIO_QUEUE_READY)
		fake.ready = value;
	else if ((offset & ~4u) == VIRTIO_QUEUE_DESCRIPTOR)
		write_half(&fake.descriptor, offset & 4, value);
	else if ((offset & ~4u) == VIRTIO_QUEUE_AVAILABLE)
		write_half(&fake.available, offset & 4, value);
	else if ((offset & ~4u) == VIRTIO_QUEUE_USED)
		write_half(&fake.used, offset & 4, value);
	else
		fail_msg("write of register %#x", offset);
}

/* This device acts at once. */
void mmio_settle(void)
{
}

void mmio_write(volatile void *base, unsigned offset, uint32_t value)
{
	(void)base;
	switch (offset) {
	case VIRTIO_STATUS:
		return write_status(value);
	case VIRTIO_DEVICE_FEATURES_SEL:
	case VIRTIO_DRIVER_FEATURES_SEL:
		fake.features_sel = value;
		return;
	case VIRTIO_DRIVER_FEATURES:
		fake.accepted |= (uint64_t)value << 32 * fake.features_sel;
		return;
	case VIRTIO_LEGACY_PAGE_SIZE:
		fake.page_size = value;
		return;
	case VIRTIO_QUEUE_SEL:
		fake.queue_sel = value;
		return;
	case VIRTIO_QUEUE_NUM:
		fake.queue_num = value;
		return;
	case VIRTIO_LEGACY_QUEUE_ALIGN:
		fake.align = value;
		return;
	case VIRTIO_LEGACY_QUEUE_PFN:
		return place_legacy(value);
	case VIRTIO_QUEUE_NOTIFY:
		assert_true(fake.status & VIRTIO_STATUS_DRIVER_OK);
		if (!fake.waits)
			fake_run();
		return;
	case VIRTIO_INTERRUPT_ACK:
		return;
	}
	write_modern(offset, value);
}
