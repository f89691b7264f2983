// SPDX-License-Identifier: MIT
/* The pool of the entropy driver: nothing twice, nothing that the device did not give. */
#include "test/host/support.h"
#include "test/host/fake_virtio.h"
#include "lib/abi.h"
#include "user/servers/rng/source.h"

static struct source source;
static struct dma dma;

static void start(uint32_t version)
{
	fake_reset(version);
	fake.id = VIRTIO_ENTROPY;
	dma = (struct dma){.base = fake.memory, .physical = FAKE_PHYSICAL, .size = 16384};
	memset(&source, 0x5a, sizeof(source));
	assert_true(virtio_find(&source.device, NULL, VIRTIO_ENTROPY));
	assert_int_equal(source_start(&source, &dma), OK);
}

static void bytes_come_once(void **state)
{
	bool seen[256] = {false};
	uint8_t byte;

	(void)state;
	for (uint32_t version = 1; version <= 2; version++) {
		start(version);
		assert_int_equal(source_get(&source, &byte, 1), 0);
		source_ask(&source);
		source_ask(&source); /* is asked already */
		assert_int_equal(source_take(&source), RING_TAKEN);
		assert_int_equal(source_take(&source), RING_NONE);
		memset(seen, 0, sizeof(seen));
		for (int i = 0; i < POOL; i++) {
			assert_int_equal(source_get(&source, &byte, 1), 1);
			assert_false(seen[byte]);
			seen[byte] = true;
		}
		assert_int_equal(source_get(&source, &byte, 1), 0);
	}
}

static void what_was_given_is_erased(void **state)
{
	uint8_t out[POOL + 1];
	static const uint8_t zeroes[POOL];

	(void)state;
	start(1);
	source_ask(&source);
	assert_int_equal(source_take(&source), RING_TAKEN);
	assert_int_equal(source_get(&source, out, sizeof(out)), POOL);
	assert_memory_equal(source.pool, zeroes, POOL);
	assert_memory_equal(source.given, zeroes, POOL);
}

static void only_what_the_device_wrote_counts(void **state)
{
	uint8_t out[POOL];

	(void)state;
	start(2);
	fake.length_error = 10 - POOL;
	source_ask(&source);
	assert_int_equal(source_take(&source), RING_TAKEN);
	assert_int_equal(source_get(&source, out, POOL), 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(out[i], i + 1);
}

static void impossible_lengths_are_refused(void **state)
{
	static const int32_t errors[] = {-POOL, 1, 65536, INT32_MAX, INT32_MIN};
	uint8_t byte;

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		start(1);
		fake.length_error = errors[i];
		source_ask(&source);
		assert_int_equal(source_take(&source), RING_BROKEN);
		assert_int_equal(source_get(&source, &byte, 1), 0);
	}
}

static void memory_too_small(void **state)
{
	(void)state;
	fake_reset(1);
	fake.id = VIRTIO_ENTROPY;
	dma = (struct dma){.base = fake.memory, .physical = FAKE_PHYSICAL, .size = 4096 + 600};
	assert_true(virtio_find(&source.device, NULL, VIRTIO_ENTROPY));
	assert_int_equal(source_start(&source, &dma), ERR_NO_MEMORY);
	assert_int_equal(fake.status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_once),
		cmocka_unit_test(what_was_given_is_erased),
		cmocka_unit_test(only_what_the_device_wrote_counts),
		cmocka_unit_test(impossible_lengths_are_refused),
		cmocka_unit_test(memory_too_small),
	};

	return RUN_TESTS(tests);
}
