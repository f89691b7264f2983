/* SPDX-License-Identifier: MIT */
/* The blocks of ramfs: what the kernel gave for them goes back, and takes few of its ranges. */
#include "test/host/fake_pages.h"
#include "test/host/support.h"
#include "user/servers/ramfs/lots.h"

#define BLOCKS 8192

static void *block[BLOCKS];

static void take(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		block[i] = lots_get();
		assert_non_null(block[i]);
		assert_true(fake_page_is_there(block[i]));
		*(size_t *)block[i] = i;
	}
}

/* Each was its owner's alone. */
static void put(size_t i)
{
	assert_int_equal(*(size_t *)block[i], i);
	lots_put(block[i]);
	block[i] = NULL;
}

static void put_the_rest(void)
{
	for (size_t i = 0; i < BLOCKS; i++)
		if (block[i])
			put(i);
}

static void tidy(void)
{
	while (lots_too_many())
		lots_tidy();
}

static int nothing_is_left(void **state)
{
	(void)state;
	return fake_pages.touched > LOT_BLOCKS;
}

static void all_go_back_but_one_lot(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		take(BLOCKS);
		for (size_t i = 0; i < BLOCKS; i++)
			put(round % 2 ? BLOCKS - 1 - i : i);
		tidy();
		assert_int_equal(fake_pages.touched, LOT_BLOCKS);
		assert_int_equal(fake_ranges(), 1);
	}
}

static void not_all_at_once(void **state)
{
	size_t before;

	(void)state;
	take(BLOCKS);
	put_the_rest();
	assert_int_equal(fake_pages.touched, BLOCKS);
	before = fake_pages.touched;
	lots_tidy();
	assert_int_equal(fake_pages.touched, before - LOTS_AT_ONCE * LOT_BLOCKS);
	tidy();
}

static void a_small_file_costs_no_calls(void **state)
{
	size_t before;

	(void)state;
	take(1);
	put(0);
	before = fake_pages.touches;
	for (int round = 0; round < 100; round++) {
		take(LOT_BLOCKS);
		for (size_t i = 0; i < LOT_BLOCKS; i++)
			put(i);
		tidy();
	}
	assert_int_equal(fake_pages.touches, before);
}

/* In any order: never is there more than what is used needs, if every lot had one block in use. */
static void any_order(void **state)
{
	struct rng r = rng_seeded();

	(void)state;
	take(BLOCKS);
	for (size_t i = BLOCKS - 1; i; i--) {
		size_t other = rng_below(&r, i + 1);
		void *swapped = block[i];

		block[i] = block[other];
		block[other] = swapped;
		*(size_t *)block[i] = i;
		*(size_t *)block[other] = other;
	}
	for (size_t i = 0; i < BLOCKS; i++) {
		put(i);
		tidy();
		assert_true(fake_pages.touched <= (BLOCKS - i) * LOT_BLOCKS);
	}
	assert_int_equal(fake_ranges(), 1);
}

/* Every second lot goes while another stays. */
static void give_every_second_lot(void)
{
	for (size_t i = 0; i < BLOCKS; i++)
		if (i / LOT_BLOCKS % 2)
			put(i);
	tidy();
}

static void lots_are_one_range(void **state)
{
	(void)state;
	take(BLOCKS);
	give_every_second_lot();
	assert_int_equal(fake_ranges(), 1);
	assert_int_equal(fake_pages.touched, BLOCKS / 2 + LOT_BLOCKS);
	put_the_rest();
	tidy();
}

static void few_holes_where_nothing_can_be_mapped(void **state)
{
	(void)state;
	take(BLOCKS);
	fake_pages.maps_nothing = true;
	give_every_second_lot();
	assert_int_equal(fake_ranges(), LOT_HOLES_MAX + 1);
	put_the_rest();
	tidy();
	fake_pages.maps_nothing = false;
	take(BLOCKS);
	assert_int_equal(fake_ranges(), 1);
	put_the_rest();
	tidy();
}

static void when_memory_is_short(void **state)
{
	(void)state;
	fake_pages.most = 5 * LOT_BLOCKS + 3;
	take(fake_pages.most);
	assert_null(lots_get());
	fake_pages.most += 2;
	block[fake_pages.most - 2] = lots_get();
	block[fake_pages.most - 1] = lots_get();
	assert_null(lots_get());
	for (size_t i = 0; i < fake_pages.most; i++)
		lots_put(block[i]);
	tidy();
	fake_pages.most = 0;
	take(BLOCKS);
	put_the_rest();
	tidy();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(all_go_back_but_one_lot, nothing_is_left),
		cmocka_unit_test_teardown(not_all_at_once, nothing_is_left),
		cmocka_unit_test_teardown(a_small_file_costs_no_calls, nothing_is_left),
		cmocka_unit_test_teardown(any_order, nothing_is_left),
		cmocka_unit_test_teardown(lots_are_one_range, nothing_is_left),
		cmocka_unit_test_teardown(few_holes_where_nothing_can_be_mapped, nothing_is_left),
		cmocka_unit_test_teardown(when_memory_is_short, nothing_is_left),
	};

	return RUN_TESTS(tests);
}
