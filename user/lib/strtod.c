// SPDX-License-Identifier: MIT
/* Text to floating-point numbers: the nearest there is, however many digits it has. picolibc's looks at the first ones. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>
#include "user/lib/number.h"

static long double value_of(struct number *n, uint32_t *words)
{
	bool range;
	long double value = loris_number_value(n, words, &range);

	if (range)
		errno = ERANGE;
	return value;
}

static long double from_bytes(const char *text, char **end, const struct number_type *type,
			      uint32_t *words, uint32_t *more)
{
	const char *at = text;
	struct number n;

	while (isspace((unsigned char)*at))
		at++;
	loris_number_begin(&n, type, words);
	for (const char *c = at; loris_number_take(&n, (unsigned char)*c); c++)
		;
	if (end)
		*end = (char *)(uintptr_t)(n.good ? at + n.good : text);
	return n.good ? value_of(&n, more) : 0;
}

static long double from_wide(const wchar_t *text, wchar_t **end, const struct number_type *type,
			     uint32_t *words, uint32_t *more)
{
	const wchar_t *at = text;
	struct number n;

	while (iswspace((wint_t)*at))
		at++;
	loris_number_begin(&n, type, words);
	for (const wchar_t *c = at; loris_number_take(&n, *c); c++)
		;
	if (end)
		*end = (wchar_t *)(uintptr_t)(n.good ? at + n.good : text);
	return n.good ? value_of(&n, more) : 0;
}

#define READER(name, from, char_type, value_type, type, size)                     \
	value_type name(const char_type *restrict text, char_type **restrict end) \
	{                                                                         \
		uint32_t words[size], more[size];                                 \
                                                                                  \
		return (value_type)from(text, end, &type, words, more);           \
	}

READER(strtof, from_bytes, char, float, loris_float_type, NUMBER_WORDS)
READER(strtod, from_bytes, char, double, loris_double_type, NUMBER_WORDS)
READER(strtold, from_bytes, char, long double, loris_long_double_type, NUMBER_WORDS_LONG)
READER(wcstof, from_wide, wchar_t, float, loris_float_type, NUMBER_WORDS)
READER(wcstod, from_wide, wchar_t, double, loris_double_type, NUMBER_WORDS)
READER(wcstold, from_wide, wchar_t, long double, loris_long_double_type, NUMBER_WORDS_LONG)

double atof(const char *text)
{
	return strtod(text, NULL);
}
