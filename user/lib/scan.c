// SPDX-License-Identifier: MIT
/* scanf, all of C11's: picolibc's knows no %Lf and no wide text, and lets too large numbers overflow. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include "user/lib/scan.h"

static const char *read_width(const char *format, struct directive *d)
{
	d->drop = *format == '*';
	format += d->drop;
	while (isdigit((unsigned char)*format) && d->width < INT16_MAX * 1000)
		d->width = d->width * 10 + (*format++ - '0');
	return format;
}

static const char *read_length(const char *format, struct directive *d)
{
	if (!*format || !strchr("hlLjzt", *format))
		return format;
	d->length = *format++;
	if (d->length == *format && (d->length == 'h' || d->length == 'l'))
		d->length = *format++ == 'h' ? 'H' : 'q';
	return format;
}

static const char *read_range(const char *format, struct directive *d, bool in)
{
	unsigned first = (unsigned char)*format, last = first;

	if (format[1] == '-' && format[2] && format[2] != ']' && (unsigned char)format[2] >= first)
		last = (unsigned char)*(format += 2);
	for (; first <= last; first++)
		d->set[first] = in;
	return format + 1;
}

/* Behind the [; a ] that comes first is one of them. */
static const char *read_set(const char *format, struct directive *d)
{
	bool in = *format != '^';
	const char *first = format += !in;

	memset(d->set, !in, sizeof(d->set));
	while (*format && (*format != ']' || format == first))
		format = read_range(format, d, in);
	return *format ? format + 1 : format;
}

static const char *read_directive(const char *format, struct directive *d)
{
	format = read_length(read_width(format, d), d);
	d->what = *format ? *format++ : '\0';
	if (d->what == '[')
		format = read_set(format, d);
	return format;
}

static enum scan_result literal(struct scan *s, unsigned char wanted)
{
	int c = loris_scan_next(s);

	if (c == wanted)
		return SCAN_OK;
	loris_scan_back(s, c);
	return c == EOF ? SCAN_END : SCAN_WRONG;
}

static enum scan_result convert(struct scan *s, const struct directive *d, void *to)
{
	if (!d->what || !strchr("c[n", d->what))
		loris_scan_skip(s);
	switch (d->what) {
	case '%':
		return literal(s, '%');
	case 'd':
	case 'i':
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		return loris_scan_integer(s, d, to);
	case 'p':
		return loris_scan_integer(
			s, &(struct directive){.width = d->width, .length = 'l', .what = 'p'}, to);
	case 'c':
	case 's':
	case '[':
		return loris_scan_text(s, d, to);
	case 'n':
		loris_scan_store(d, to, (unsigned long)s->taken);
		return SCAN_OK;
	default:
		return d->what && strchr("aAeEfFgG", d->what) ? loris_scan_float(s, d, to)
							      : SCAN_WRONG;
	}
}

static bool takes_argument(const struct directive *d)
{
	return !d->drop && d->what != '%';
}

/* Whether it counts in the result. */
static bool counts(const struct directive *d)
{
	return takes_argument(d) && d->what != 'n';
}

/* In the order of the format, until something else comes; EOF: nothing came at all. */
int loris_scan(struct scan *s, const char *format, va_list args)
{
	int done = 0;

	while (*format) {
		enum scan_result result = SCAN_OK;
		unsigned char c = (unsigned char)*format++;

		if (isspace(c)) {
			loris_scan_skip(s);
		} else if (c != '%') {
			result = literal(s, c);
		} else {
			struct directive d = {0};

			format = read_directive(format, &d);
			result = convert(s, &d, takes_argument(&d) ? va_arg(args, void *) : NULL);
			done += result == SCAN_OK && counts(&d);
		}
		if (result != SCAN_OK)
			return result == SCAN_END && done == 0 ? EOF : done;
	}
	return done;
}
