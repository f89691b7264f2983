/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include "lib/string.h"

static void numbers_are_read(void **state)
{
	static const struct {
		const char *text;
		uint64_t value;
	} good[] = {
		{"0", 0},
		{"7", 7},
		{"010", 10},
		{"1234567890", 1234567890},
		{"18446744073709551615", UINT64_MAX},
		{"0x0", 0},
		{"0X1f", 31},
		{"0xDeadBeef", 0xdeadbeef},
		{"0xffffffffffffffff", UINT64_MAX},
		{"0x0000000000000000000000001", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		uint64_t value = ~good[i].value;

		assert_true(str_parse_u64(good[i].text, &value));
		assert_true(value == good[i].value);
	}
}

static void anything_else_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"x",
		"0x",
		"-1",
		"+1",
		" 1",
		"1 ",
		"1k",
		"1.",
		"a",
		"0xg",
		"0x-1",
		"1x",
		"x1",
		"0b1",
		"1_000",
		"\xb1",
		"18446744073709551616",
		"18446744073709551620",
		"99999999999999999999",
		"0x10000000000000000",
		"0xfffffffffffffffff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint64_t value = 42;

		assert_false(str_parse_u64(bad[i], &value));
		assert_true(value == 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(anything_else_is_refused),
	};

	return RUN_TESTS(tests);
}
