// SPDX-License-Identifier: MIT
#include <ctype.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>
#include "user/lib/number.h"
#include "user/lib/scan.h"

int loris_scan_next(struct scan *s)
{
	int c = s->file ? getc(s->file) : *s->text ? *s->text++ : EOF;

	s->taken += c != EOF;
	return c;
}

void loris_scan_back(struct scan *s, int c)
{
	if (c == EOF)
		return;
	s->taken--;
	if (s->file)
		ungetc(c, s->file);
	else
		s->text--;
}

void loris_scan_skip(struct scan *s)
{
	int c;

	do
		c = loris_scan_next(s);
	while (c != EOF && isspace(c));
	loris_scan_back(s, c);
}

void loris_scan_store(const struct directive *d, void *to, unsigned long value)
{
	if (!to)
		return;
	switch (d->length) {
	case 'H':
		*(unsigned char *)to = (unsigned char)value;
		break;
	case 'h':
		*(unsigned short *)to = (unsigned short)value;
		break;
	case 0:
	case 'L':
		*(unsigned *)to = (unsigned)value;
		break;
	default:
		*(unsigned long *)to = value;
	}
}

/* ---- integers ------------------------------------------------------------------------------------------ */

/* What has been read of one. */
struct integer {
	unsigned long value;
	unsigned base;
	bool negative, some, too_large;
};

static unsigned base_of(char what)
{
	switch (what) {
	case 'i':
		return 0;
	case 'o':
		return 8;
	case 'x':
	case 'X':
	case 'p':
		return 16;
	default:
		return 10;
	}
}

static bool take_digit(struct integer *n, int c)
{
	unsigned digit = isdigit(c) ? (unsigned)c - '0' : (unsigned)tolower(c) - 'a' + 10;

	if (!isalnum(c) || digit >= n->base)
		return false;
	n->some = true;
	n->too_large |= __builtin_mul_overflow(n->value, n->base, &n->value) ||
			__builtin_add_overflow(n->value, digit, &n->value);
	return true;
}

/* As strtol and strtoul have it. */
static unsigned long value_of(const struct integer *n, char what)
{
	bool is_signed = what == 'd' || what == 'i';
	unsigned long most = is_signed ? (unsigned long)LONG_MAX + n->negative : ULONG_MAX;

	if (n->too_large || n->value > most)
		return most;
	return n->negative ? -n->value : n->value;
}

/* The next byte, if the width allows one more; else EOF, and nothing is taken. */
static int next_within(struct scan *s, int *left)
{
	return *left > 0 ? (--*left, loris_scan_next(s)) : EOF;
}

/* A 0, and the x behind it where it means something. Gives the byte that follows. */
static int take_prefix(struct scan *s, struct integer *n, int *left)
{
	int c;

	n->some = true;
	c = next_within(s, left);
	if (tolower(c) == 'x' && (n->base == 0 || n->base == 16)) {
		n->base = 16;
		n->some = false;
		return next_within(s, left);
	}
	if (n->base == 0)
		n->base = 8;
	return c;
}

enum scan_result loris_scan_integer(struct scan *s, const struct directive *d, void *to)
{
	struct integer n = {.base = base_of(d->what)};
	int left = d->width ? d->width : INT_MAX;
	int c = next_within(s, &left);

	if (c == EOF)
		return SCAN_END;
	n.negative = c == '-';
	if (c == '-' || c == '+')
		c = next_within(s, &left);
	if (c == '0')
		c = take_prefix(s, &n, &left);
	else if (n.base == 0)
		n.base = 10;
	while (c != EOF && take_digit(&n, c))
		c = next_within(s, &left);
	loris_scan_back(s, c);
	if (!n.some)
		return SCAN_WRONG;
	loris_scan_store(d, to, value_of(&n, d->what));
	return SCAN_OK;
}

/* ---- floating point ------------------------------------------------------------------------------------ */

static enum scan_result scan_number(struct scan *s, const struct directive *d, struct number *n)
{
	int left = d->width ? d->width : INT_MAX;
	int c = next_within(s, &left);

	if (c == EOF)
		return SCAN_END;
	while (c != EOF && loris_number_take(n, c))
		c = next_within(s, &left);
	loris_scan_back(s, c);
	return n->good && n->good == n->length ? SCAN_OK : SCAN_WRONG;
}

static enum scan_result scan_short(struct scan *s, const struct directive *d, void *to)
{
	uint32_t words[NUMBER_WORDS], more[NUMBER_WORDS];
	enum scan_result result;
	struct number n;
	bool range;

	loris_number_begin(&n, d->length == 'l' ? &loris_double_type : &loris_float_type, words);
	result = scan_number(s, d, &n);
	if (result != SCAN_OK || !to)
		return result;
	if (d->length == 'l')
		*(double *)to = (double)loris_number_value(&n, more, &range);
	else
		*(float *)to = (float)loris_number_value(&n, more, &range);
	return SCAN_OK;
}

static enum scan_result scan_long(struct scan *s, const struct directive *d, void *to)
{
	uint32_t words[NUMBER_WORDS_LONG], more[NUMBER_WORDS_LONG];
	enum scan_result result;
	struct number n;
	bool range;

	loris_number_begin(&n, &loris_long_double_type, words);
	result = scan_number(s, d, &n);
	if (result == SCAN_OK && to)
		*(long double *)to = loris_number_value(&n, more, &range);
	return result;
}

enum scan_result loris_scan_float(struct scan *s, const struct directive *d, void *to)
{
	return d->length == 'L' ? scan_long(s, d, to) : scan_short(s, d, to);
}

/* ---- text ---------------------------------------------------------------------------------------------- */

static bool belongs(const struct directive *d, int c)
{
	switch (d->what) {
	case 'c':
		return true;
	case 's':
		return !isspace(c);
	default:
		return d->set[c];
	}
}

static void put(const struct directive *d, void *to, int at, int c)
{
	if (to && d->length == 'l')
		((wchar_t *)to)[at] = c ? (wchar_t)btowc(c) : L'\0';
	else if (to)
		((char *)to)[at] = (char)c;
}

/* At most so many as the width says; but for %c a NUL behind them. */
enum scan_result loris_scan_text(struct scan *s, const struct directive *d, void *to)
{
	int left = d->width ? d->width : d->what == 'c' ? 1 : INT_MAX;
	int count = 0, c = EOF;

	while (left > 0 && (c = next_within(s, &left)) != EOF && belongs(d, c)) {
		put(d, to, count++, c);
		c = EOF;
	}
	loris_scan_back(s, c);
	if (count == 0)
		return c == EOF ? SCAN_END : SCAN_WRONG;
	if (d->what != 'c')
		put(d, to, count, '\0');
	return SCAN_OK;
}
