/* SPDX-License-Identifier: MIT */
#include "test/host/support.h"
#include "lib/format.h"

/* Ours and the C library's, on the same arguments. */
#define ASSERT_AS_SNPRINTF(...)                                                         \
	do {                                                                            \
		char ours_[200], theirs_[200];                                          \
		int len_ = snprintf(theirs_, sizeof(theirs_), __VA_ARGS__);             \
                                                                                        \
		assert_int_equal(fmt_snprint(ours_, sizeof(ours_), __VA_ARGS__), len_); \
		assert_string_equal(ours_, theirs_);                                    \
	} while (0)

static void integers(void **state)
{
	(void)state;
	ASSERT_AS_SNPRINTF("plain text");
	ASSERT_AS_SNPRINTF("%s", "");
	ASSERT_AS_SNPRINTF("%d %i %u", 0, -1, 4000000000u);
	ASSERT_AS_SNPRINTF("%d %d", INT32_MIN, INT32_MAX);
	ASSERT_AS_SNPRINTF("%x %X", 0xabcdef01u, 0xabcdef01u);
	ASSERT_AS_SNPRINTF("%ld %lu %lx", INT64_MIN, UINT64_MAX, UINT64_MAX);
	ASSERT_AS_SNPRINTF("%lld %llu %llX", (long long)INT64_MIN, 1ull << 63,
			   0xfedcba9876543210ull);
	ASSERT_AS_SNPRINTF("%zu %zx %zd", SIZE_MAX, (size_t)255, (ssize_t)-3);
	ASSERT_AS_SNPRINTF("%jd %tu", (intmax_t)-9, (ptrdiff_t)9);
	ASSERT_AS_SNPRINTF("%d%%", 100);
}

static void widths_and_flags(void **state)
{
	(void)state;
	ASSERT_AS_SNPRINTF("[%5d][%-5d][%05d]", 42, 42, 42);
	ASSERT_AS_SNPRINTF("[%5d][%-5d][%05d]", -42, -42, -42);
	ASSERT_AS_SNPRINTF("[%2d][%02d]", 12345, 12345);
	ASSERT_AS_SNPRINTF("[%016lx][%8X]", 0xdeadul, 0xbeef);
	ASSERT_AS_SNPRINTF("[%*d][%-*d][%*d]", 6, 1, 6, 2, -6, 3);
	ASSERT_AS_SNPRINTF("[%30lu]", UINT64_MAX);
	ASSERT_AS_SNPRINTF("[%3c][%-3c]", 'a', 'b');
	ASSERT_AS_SNPRINTF("[%18p][%p]", (void *)0x80200000, (void *)0xffffffffffffffff);
}

static void strings(void **state)
{
	char *unterminated = exact_copy("abc", 3);

	(void)state;
	ASSERT_AS_SNPRINTF("[%s][%8s][%-8s]", "loris", "loris", "loris");
	ASSERT_AS_SNPRINTF("[%.3s][%.0s][%.99s][%8.2s]", "loris", "loris", "loris", "loris");
	ASSERT_AS_SNPRINTF("[%.*s][%.*s]", 2, "loris", -1, "loris");
	ASSERT_AS_SNPRINTF("[%.3s]", unterminated);
	free(unterminated);
}

/* Through a pointer, because the compiler would object, as it should. */
static void what_it_does_not_know_it_copies(void **state)
{
	int (*volatile print)(char *, size_t, const char *, ...) = fmt_snprint;
	char out[64];

	(void)state;
	assert_int_equal(print(out, sizeof(out), "%d %y %s", 1), 7);
	assert_string_equal(out, "1 %y %s");
	print(out, sizeof(out), "50%");
	assert_string_equal(out, "50%");
	print(out, sizeof(out), "%s", NULL);
	assert_string_equal(out, "(null)");
}

static void short_buffers_are_kept_to(void **state)
{
	(void)state;
	for (size_t size = 0; size < 16; size++) {
		char *ours = malloc(size), theirs[16];

		assert_int_equal(fmt_snprint(ours, size, "%d-%s", 12345, "abcd"), 10);
		snprintf(theirs, size, "%d-%s", 12345, "abcd");
		if (size)
			assert_string_equal(ours, theirs);
		free(ours);
	}
}

static void absurd_widths_end(void **state)
{
	volatile int most = INT32_MAX, least = INT32_MIN;
	char out[8];

	(void)state;
	assert_int_equal(fmt_snprint(out, sizeof(out), "%*d", most, 1), 10000);
	assert_int_equal(fmt_snprint(out, sizeof(out), "%*d", least, 1), 10000);
	assert_string_equal(out, "1      ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers),
		cmocka_unit_test(widths_and_flags),
		cmocka_unit_test(strings),
		cmocka_unit_test(what_it_does_not_know_it_copies),
		cmocka_unit_test(short_buffers_are_kept_to),
		cmocka_unit_test(absurd_widths_end),
	};

	return RUN_TESTS(tests);
}
