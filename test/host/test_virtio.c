// SPDX-License-Identifier: MIT
/* The block driver's own half, against devices that do as they should and devices that do not. */
#include "test/host/support.h"
#include "test/host/fake_virtio.h"
#include "lib/abi.h"
#include "user/servers/blk/disk.h"

static struct disk disk;
static struct dma dma;

static long start_with(size_t memory)
{
	dma = (struct dma){.base = fake.memory, .physical = FAKE_PHYSICAL, .size = memory};
	memset(&disk, 0xa5, sizeof(disk));
	assert_true(virtio_find(&disk.device, NULL, VIRTIO_BLOCK));
	return disk_start(&disk, &dma);
}

static void start(uint32_t version)
{
	fake_reset(version);
	assert_int_equal(start_with(FAKE_MEMORY), OK);
}

/* One request from beginning to end. */
static long request(enum disk_operation operation, uint64_t sector, uint32_t count, uint8_t *data)
{
	int slot = disk_free(&disk), done;
	long result;

	assert_true(slot >= 0);
	if (operation == DISK_WRITE)
		memcpy(disk.slot[slot].data, data, count * DISK_SECTOR);
	disk_post(&disk, slot, operation, sector, count);
	assert_int_equal(disk_take(&disk, &done, &result), RING_TAKEN);
	assert_int_equal(done, slot);
	if (operation == DISK_READ && result == OK)
		memcpy(data, disk.slot[slot].data, count * DISK_SECTOR);
	return result;
}

static void random_requests(uint32_t version)
{
	static uint8_t expected[sizeof(fake.disk)], data[DISK_DATA];
	struct rng r = rng_seeded();

	start(version);
	memset(expected, 0, sizeof(expected));
	for (int i = 0; i < 20000; i++) {
		uint32_t count = 1 + (uint32_t)rng_below(&r, DISK_COUNT);
		uint64_t sector = rng_below(&r, FAKE_SECTORS - count + 1);

		assert_int_equal(disk_check(&disk, DISK_WRITE, sector, count), OK);
		if (rng_below(&r, 2)) {
			memset(data, (int)rng_next(&r), sizeof(data));
			memcpy(&expected[sector * 512], data, count * 512);
			assert_int_equal(request(DISK_WRITE, sector, count, data), OK);
		} else {
			assert_int_equal(request(DISK_READ, sector, count, data), OK);
			assert_memory_equal(data, &expected[sector * 512], count * 512);
		}
	}
	assert_memory_equal(fake.disk, expected, sizeof(expected));
	assert_int_equal(request(DISK_FLUSH, 0, 0, NULL), OK);
	assert_int_equal(fake.flushes, 1);
}

static void legacy_device_holds_what_was_written(void **state)
{
	(void)state;
	random_requests(1);
	assert_int_equal(fake.accepted, 1ull << 9 | 1ull << 6);
}

static void modern_device_holds_what_was_written(void **state)
{
	(void)state;
	random_requests(2);
	assert_int_equal(fake.accepted, 1ull << 32 | 1ull << 9 | 1ull << 6);
	assert_int_equal(fake.ready, 1);
}

static void indexes_wrap(void **state)
{
	uint8_t data[512];

	(void)state;
	start(1);
	for (int i = 0; i < 70000; i++)
		assert_int_equal(request(DISK_READ, 0, 1, data), OK);
}

static void other_devices_are_left_alone(void **state)
{
	struct virtio device;

	(void)state;
	fake_reset(1);
	fake.id = 4;
	assert_false(virtio_find(&device, NULL, VIRTIO_BLOCK));
	fake.id = 0; /* an empty slot */
	assert_false(virtio_find(&device, NULL, VIRTIO_BLOCK));
	fake_reset(3);
	assert_false(virtio_find(&device, NULL, VIRTIO_BLOCK));
	fake_reset(2);
	fake.magic++;
	assert_false(virtio_find(&device, NULL, VIRTIO_BLOCK));
	assert_int_equal(fake.resets, 0);
}

static void device_is_reset_before_all_else(void **state)
{
	(void)state;
	fake_reset(2);
	fake.never_resets = true;
	assert_int_equal(start_with(FAKE_MEMORY), ERR_IO);
	assert_int_equal(fake.accepted | fake.queue_num | fake.ready, 0);
	assert_int_equal(dma.used, 0);
}

static void start_fails_and_leaves_the_device_at_rest(void **state)
{
	(void)state;
	for (int fault = 0; fault < 6; fault++) {
		fake_reset(2);
		fake.refuses_features = fault == 0;
		fake.needs_reset = fault == 1;
		fake.queue_max = fault == 2 ? 0 : fault == 3 ? 2 : 1024;
		if (fault == 4)
			fake.offers &= UINT32_MAX; /* no VERSION_1 */
		assert_int_equal(start_with(fault == 5 ? 3 * 4096 : FAKE_MEMORY),
				 fault == 5 ? ERR_NO_MEMORY : ERR_IO);
		assert_int_equal(fake.status, 0);
	}
}

static void memory_beyond_a_legacy_page_number_is_refused(void **state)
{
	(void)state;
	fake_reset(1);
	dma = (struct dma){.base = fake.memory, .physical = 1ull << 44, .size = FAKE_MEMORY};
	assert_true(virtio_find(&disk.device, NULL, VIRTIO_BLOCK));
	assert_int_equal(disk_start(&disk, &dma), ERR_NO_MEMORY);
}

static void small_ring_means_fewer_slots(void **state)
{
	uint8_t data[512];

	(void)state;
	fake_reset(1);
	fake.queue_max = 15; /* 8 descriptors are used, for two requests */
	fake.waits = true;
	assert_int_equal(start_with(FAKE_MEMORY), OK);
	assert_int_equal(fake.queue_num, 8);
	disk_post(&disk, disk_free(&disk), DISK_READ, 0, 1);
	disk_post(&disk, disk_free(&disk), DISK_READ, 1, 1);
	assert_int_equal(disk_free(&disk), -1);
	fake_run();
	for (int i = 0, slot; i < 2; i++) {
		long result;

		assert_int_equal(disk_take(&disk, &slot, &result), RING_TAKEN);
		assert_int_equal(result, OK);
	}
	fake.waits = false;
	assert_int_equal(request(DISK_READ, 0, 1, data), OK);
}

static void requests_are_checked(void **state)
{
	(void)state;
	fake_reset(1);
	fake.offers |= 1ull << 5;
	fake.block = 4096;
	assert_int_equal(start_with(FAKE_MEMORY), OK);
	assert_int_equal(disk.block, 8);
	assert_int_equal(disk_check(&disk, DISK_READ, 992, 8), OK);
	assert_int_equal(disk_check(&disk, DISK_READ, 0, DISK_COUNT), OK);
	assert_int_equal(disk_check(&disk, DISK_WRITE, 0, 8), ERR_PERM);
	assert_int_equal(disk_check(&disk, DISK_READ, 0, 0), ERR_INVALID);
	assert_int_equal(disk_check(&disk, DISK_READ, 0, DISK_COUNT + 8), ERR_INVALID);
	assert_int_equal(disk_check(&disk, DISK_READ, 4, 8), ERR_INVALID);
	assert_int_equal(disk_check(&disk, DISK_READ, 0, 4), ERR_INVALID);
	assert_int_equal(disk_check(&disk, DISK_READ, 1000, 8), ERR_INVALID);
	assert_int_equal(disk_check(&disk, DISK_READ, 992, 16), ERR_INVALID);
	assert_int_equal(disk_check(&disk, DISK_READ, UINT64_MAX - 7, 8), ERR_INVALID);
	assert_int_equal(disk_check(&disk, DISK_READ, 8, UINT64_MAX - 7), ERR_INVALID);
}

static void senseless_block_size_is_not_believed(void **state)
{
	static const uint32_t sizes[] = {0, 1, 511, 513, 1000, 65536, UINT32_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		fake_reset(2);
		fake.block = sizes[i];
		assert_int_equal(start_with(FAKE_MEMORY), OK);
		assert_int_equal(disk.block, 1);
	}
}

static void device_errors_are_reported(void **state)
{
	static const uint8_t bad[] = {1, 2, 3, 0x80, 0xff};
	uint8_t data[512] = {0};

	(void)state;
	start(1);
	for (size_t i = 0; i < sizeof(bad); i++) {
		fake.status_byte = bad[i];
		assert_int_equal(request(DISK_READ, 0, 1, data), ERR_IO);
		assert_int_equal(request(DISK_WRITE, 0, 1, data), ERR_IO);
		assert_int_equal(request(DISK_FLUSH, 0, 0, NULL), ERR_IO);
	}
	fake.status_byte = 0;
	assert_int_equal(request(DISK_READ, 0, 1, data), OK);
}

/* What the slot holds else is what another client read or wrote before. */
static void short_read_gives_nothing(void **state)
{
	uint8_t data[512];

	(void)state;
	start(2);
	fake.length_error = -1; /* without the status byte: as old devices count */
	assert_int_equal(request(DISK_READ, 0, 1, data), OK);
	fake.length_error = -2;
	assert_int_equal(request(DISK_READ, 0, 1, data), ERR_IO);
	fake.length_error = 1;
	assert_int_equal(request(DISK_READ, 0, 1, data), ERR_IO);
	fake.length_error = -513;
	assert_int_equal(request(DISK_READ, 0, 1, data), ERR_IO);
}

static enum ring_result take(void)
{
	long result;
	int slot;

	return disk_take(&disk, &slot, &result);
}

static void device_names_what_it_does_not_have(void **state)
{
	static const uint32_t heads[] = {1, 2, 3, 47, 48, 63, 64, 65, 0x10000, UINT32_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		start(2);
		fake.waits = true;
		disk_post(&disk, 0, DISK_READ, 0, 1);
		fake_say_used(heads[i], 513);
		assert_int_equal(take(), RING_BROKEN);
		assert_int_equal(take(), RING_BROKEN);
	}
}

static void device_uses_something_twice_or_unasked(void **state)
{
	(void)state;
	start(1);
	assert_int_equal(take(), RING_NONE);
	disk_post(&disk, 0, DISK_READ, 0, 1);
	assert_int_equal(take(), RING_TAKEN);
	fake_say_used(0, 513);
	assert_int_equal(take(), RING_BROKEN);

	start(1);
	fake.waits = true;
	disk_post(&disk, 0, DISK_READ, 0, 1);
	disk_post(&disk, 1, DISK_READ, 0, 1);
	fake_say_used(0, 513);
	fake_say_used(0, 513);
	assert_int_equal(take(), RING_TAKEN);
	assert_int_equal(take(), RING_BROKEN);
}

/* The entry itself would be good. */
static void device_counts_backwards_or_too_far(void **state)
{
	static const uint16_t indexes[] = {2, 3, 64, 0x8000, 0xffff};

	(void)state;
	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++) {
		start(1);
		fake.waits = true;
		disk_post(&disk, 0, DISK_READ, 0, 1);
		fake_say_used(0, 513);
		disk.ring.used->index = indexes[i];
		assert_int_equal(take(), RING_BROKEN);
	}
}

/* Anything may stand anywhere in the memory: no access leaves it, and what is taken was posted. */
static void device_writes_all_over_the_memory(void **state)
{
	struct rng r = rng_seeded();

	(void)state;
	for (int round = 0; round < 300; round++) {
		int slot, posted = 1 + (int)rng_below(&r, DISK_SLOTS), taken = 0;
		long result;

		start(1 + round % 2);
		fake.waits = true;
		for (int i = 0; i < posted; i++)
			disk_post(&disk, disk_free(&disk), DISK_READ, 0, 1);
		for (int i = 0; i < 12000; i++)
			fake.memory[i] = (uint8_t)rng_next(&r);
		disk.ring.used->index = (uint16_t)rng_below(&r, 2 * DISK_SLOTS);
		for (int i = 0; i < DISK_SLOTS && rng_below(&r, 2); i++)
			disk.ring.used->ring[i].head = 3 * (uint32_t)i;
		while (disk_take(&disk, &slot, &result) == RING_TAKEN)
			taken++;
		assert_true(taken <= posted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(legacy_device_holds_what_was_written),
		cmocka_unit_test(modern_device_holds_what_was_written),
		cmocka_unit_test(indexes_wrap),
		cmocka_unit_test(other_devices_are_left_alone),
		cmocka_unit_test(device_is_reset_before_all_else),
		cmocka_unit_test(start_fails_and_leaves_the_device_at_rest),
		cmocka_unit_test(memory_beyond_a_legacy_page_number_is_refused),
		cmocka_unit_test(small_ring_means_fewer_slots),
		cmocka_unit_test(requests_are_checked),
		cmocka_unit_test(senseless_block_size_is_not_believed),
		cmocka_unit_test(device_errors_are_reported),
		cmocka_unit_test(short_read_gives_nothing),
		cmocka_unit_test(device_names_what_it_does_not_have),
		cmocka_unit_test(device_uses_something_twice_or_unasked),
		cmocka_unit_test(device_counts_backwards_or_too_far),
		cmocka_unit_test(device_writes_all_over_the_memory),
	};

	return RUN_TESTS(tests);
}
