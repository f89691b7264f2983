/* SPDX-License-Identifier: MIT */
/* Each function against the C library's, over all alignments and the sizes around its loops. */
#include "test/host/support.h"
#include "test/host/renamed_string.h"

#define SIZE_TOP 200 /* three rounds of eight words, and some */
#define ROOM	 (SIZE_TOP + 64)

static void fill(uint8_t *to, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(i * 37 + 11);
}

/* Whole buffers are compared, so that a byte written beside the target shows. */
static void copies_at_all_alignments(void **state)
{
	_Alignas(16) uint8_t from[ROOM], ours[ROOM], theirs[ROOM];

	(void)state;
	fill(from, ROOM);
	for (size_t t = 0; t < 8; t++)
		for (size_t f = 0; f < 8; f++)
			for (size_t size = 0; size <= SIZE_TOP; size++) {
				memset(ours, 0xee, ROOM);
				memset(theirs, 0xee, ROOM);
				memcpy(theirs + t, from + f, size);
				assert_ptr_equal(our_memcpy(ours + t, from + f, size), ours + t);
				assert_memory_equal(ours, theirs, ROOM);
			}
}

static void a_page_is_copied(void **state)
{
	uint8_t *from = aligned_alloc(4096, 4096), *to = aligned_alloc(4096, 4096);

	(void)state;
	fill(from, 4096);
	our_memcpy(to, from, 4096);
	assert_memory_equal(to, from, 4096);
	free(from);
	free(to);
}

/* Sources and targets around one another, overlapping or not. */
static void moves_over_itself(void **state)
{
	_Alignas(16) uint8_t ours[ROOM], theirs[ROOM];
	static const size_t sizes[] = {0, 1, 7, 8, 9, 31, 32, 63, 64, 65, 100, 128, 160};

	(void)state;
	for (size_t t = 0; t < 80; t++)
		for (size_t f = 0; f < 80; f++)
			for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
				fill(ours, ROOM);
				fill(theirs, ROOM);
				memmove(theirs + t, theirs + f, sizes[i]);
				assert_ptr_equal(our_memmove(ours + t, ours + f, sizes[i]),
						 ours + t);
				assert_memory_equal(ours, theirs, ROOM);
			}
}

static void sets_at_all_alignments(void **state)
{
	_Alignas(16) uint8_t ours[ROOM], theirs[ROOM];

	(void)state;
	for (size_t t = 0; t < 8; t++)
		for (size_t size = 0; size <= SIZE_TOP; size++) {
			fill(ours, ROOM);
			fill(theirs, ROOM);
			memset(theirs + t, 0x1a5, size);
			assert_ptr_equal(our_memset(ours + t, 0x1a5, size), ours + t);
			assert_memory_equal(ours, theirs, ROOM);
		}
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void compares_as_unsigned_bytes(void **state)
{
	static const char *const text[] = {"",	"a",	"ab",	"abc", "abd",
					   "b", "\x7f", "\x80", "\xff"};
	const size_t count = sizeof(text) / sizeof(text[0]);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			const char *a = text[i], *b = text[j];
			size_t both = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

			assert_int_equal(sign(our_strcmp(a, b)), sign(strcmp(a, b)));
			assert_int_equal(sign(our_memcmp(a, b, both + 1)),
					 sign(memcmp(a, b, both + 1)));
			for (size_t max = 0; max < 5; max++)
				assert_int_equal(sign(our_strncmp(a, b, max)),
						 sign(strncmp(a, b, max)));
		}
	assert_int_equal(our_memcmp("a\0b", "a\0b", 3), 0);
	assert_true(our_memcmp("a\0b", "a\0c", 3) < 0);
}

static void lengths_and_limits(void **state)
{
	char *unterminated = exact_copy("abc", 3);

	(void)state;
	assert_int_equal(our_strlen(""), 0);
	assert_int_equal(our_strlen("loris"), 5);
	assert_int_equal(our_strnlen("loris", 3), 3);
	assert_int_equal(our_strnlen("loris", 5), 5);
	assert_int_equal(our_strnlen("loris", SIZE_MAX), 5);
	assert_int_equal(our_strnlen(unterminated, 3), 3);
	assert_int_equal(our_strncmp(unterminated, "abc", 3), 0);
	free(unterminated);
}

static void finds_characters(void **state)
{
	const char *s = "a/b/c";

	(void)state;
	assert_ptr_equal(our_strchr(s, '/'), s + 1);
	assert_ptr_equal(our_strrchr(s, '/'), s + 3);
	assert_ptr_equal(our_strchr(s, '\0'), s + 5);
	assert_ptr_equal(our_strrchr(s, '\0'), s + 5);
	assert_null(our_strchr(s, 'x'));
	assert_null(our_strrchr(s, 'x'));
	assert_ptr_equal(our_strchr("\xe9", 0xe9), our_strrchr("\xe9", 0xe9));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_at_all_alignments),
		cmocka_unit_test(a_page_is_copied),
		cmocka_unit_test(moves_over_itself),
		cmocka_unit_test(sets_at_all_alignments),
		cmocka_unit_test(compares_as_unsigned_bytes),
		cmocka_unit_test(lengths_and_limits),
		cmocka_unit_test(finds_characters),
	};

	return RUN_TESTS(tests);
}
