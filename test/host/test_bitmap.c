/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include "lib/bitmap.h"

static void lowest_bit_of_every_word(void **state)
{
	struct rng r = rng_seeded();

	(void)state;
	for (unsigned bit = 0; bit < 64; bit++) {
		assert_int_equal(bit_lowest64(1ull << bit), bit);
		assert_int_equal(bit_lowest64(~0ull << bit), bit);
		assert_int_equal(bit_lowest64((rng_next(&r) | 1) << bit), bit);
	}
}

static void bits_are_independent(void **state)
{
	uint64_t map[3] = {0};

	(void)state;
	for (size_t bit = 0; bit < 192; bit++) {
		bitmap_set(map, bit);
		for (size_t other = 0; other < 192; other++)
			assert_int_equal(bitmap_test(map, other), other == bit);
		bitmap_clear(map, bit);
	}
	memset(map, 0xff, sizeof(map));
	bitmap_clear(map, 64);
	assert_true(map[0] == ~0ull && map[1] == ~1ull && map[2] == ~0ull);
}

static void zero_clears_whole_words_only(void **state)
{
	uint64_t map[3] = {~0ull, ~0ull, ~0ull};

	(void)state;
	bitmap_zero(map, 65);
	assert_true(map[0] == 0 && map[1] == 0 && map[2] == ~0ull);
}

static size_t find_slowly(const uint64_t *map, size_t nbits, size_t from, bool value)
{
	while (from < nbits && bitmap_test(map, from) != value)
		from++;
	return from < nbits ? from : nbits;
}

/* Sparse and dense maps, in allocations that end with their last word. */
static void find_agrees_with_a_slow_search(void **state)
{
	struct rng r = rng_seeded();

	(void)state;
	for (size_t nbits = 0; nbits <= 200; nbits++) {
		size_t words = BITMAP_WORDS(nbits);
		uint64_t *map = malloc(words * sizeof(*map));

		assert_non_null(map);
		for (size_t i = 0; i < words; i++) {
			uint64_t few = rng_next(&r) & rng_next(&r) & rng_next(&r) & rng_next(&r);

			map[i] = rng_below(&r, 3) == 0 ? 0 : nbits % 2 ? few : ~few;
		}
		for (size_t from = 0; from <= nbits + 1; from++) {
			assert_int_equal(bitmap_find_set(map, nbits, from),
					 find_slowly(map, nbits, from, true));
			assert_int_equal(bitmap_find_clear(map, nbits, from),
					 find_slowly(map, nbits, from, false));
		}
		free(map);
	}
}

static void bits_past_the_end_are_not_found(void **state)
{
	const uint64_t last = 1ull << 10, all_but_last = ~last;

	(void)state;
	assert_int_equal(bitmap_find_set(&last, 10, 0), 10);
	assert_int_equal(bitmap_find_set(&last, 11, 0), 10);
	assert_int_equal(bitmap_find_clear(&all_but_last, 10, 0), 10);
	assert_int_equal(bitmap_find_clear(&all_but_last, 11, 0), 10);
	assert_int_equal(bitmap_find_clear(&all_but_last, 12, 11), 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lowest_bit_of_every_word),
		cmocka_unit_test(bits_are_independent),
		cmocka_unit_test(zero_clears_whole_words_only),
		cmocka_unit_test(find_agrees_with_a_slow_search),
		cmocka_unit_test(bits_past_the_end_are_not_found),
	};

	return RUN_TESTS(tests);
}
