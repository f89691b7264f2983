// SPDX-License-Identifier: MIT
/* Line editing of the UART driver. */
#include "test/host/support.h"
#include "user/servers/uart/line.h"

static struct line line;
static char echoed[4096];

static void echo(const char *text, size_t length)
{
	strncat(echoed, text, length);
}

/* Types it; true if its last character ended the line, and none before did. */
static bool type(const char *text)
{
	bool ended = false;

	for (; *text; text++) {
		assert_false(ended);
		ended = line_type(&line, *text, echo);
	}
	return ended;
}

static int begin(void **state)
{
	(void)state;
	line_forget(&line);
	echoed[0] = '\0';
	return 0;
}

static void expect(const char *text, size_t most)
{
	const char *there;
	size_t n = line_peek(&line, &there, most);

	assert_int_equal(n, strlen(text));
	assert_memory_equal(there, text, n);
	line_take(&line, n);
}

static void a_line_is_read_in_pieces(void **state)
{
	(void)state;
	assert_true(type("hello\r"));
	assert_string_equal(echoed, "hello\n");
	expect("hel", 3);
	assert_true(line.ended);
	expect("lo\n", 100);
	assert_false(line.ended);
	assert_true(type("\n"));
	expect("\n", 100);
}

static void it_can_be_edited(void **state)
{
	(void)state;
	assert_true(type("\x7f"
			 "ab\bc\x7f\x7f\x7f"
			 "xyz\x15"
			 "q\x01\x1b\t\r"));
	expect("q\t\n", 100);
	assert_string_equal(echoed, "ab\b \bc\b \b\b \bxyz\b \b\b \b\b \bq\t\n");
}

static void a_character_of_many_bytes_is_erased_at_once(void **state)
{
	(void)state;
	assert_true(type("a\xe2\x82\xac\x7f"
			 "b\r"));
	expect("ab\n", 100);
}

static void input_ends(void **state)
{
	(void)state;
	assert_true(type("\x04"));
	expect("", 100);
	assert_true(type("abc\x04"));
	expect("abc", 100);
	assert_false(line.ended);
}

static void a_long_line_still_ends(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * LINE_SIZE; i++)
		assert_false(type("x"));
	assert_true(type("\r"));
	assert_int_equal(line.length, LINE_SIZE);
	assert_int_equal(line.bytes[LINE_SIZE - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_line_is_read_in_pieces, begin),
		cmocka_unit_test_setup(it_can_be_edited, begin),
		cmocka_unit_test_setup(a_character_of_many_bytes_is_erased_at_once, begin),
		cmocka_unit_test_setup(input_ends, begin),
		cmocka_unit_test_setup(a_long_line_still_ends, begin),
	};

	return RUN_TESTS(tests);
}
