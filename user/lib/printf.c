// SPDX-License-Identifier: MIT
/*
 * printf, of which all others are made. picolibc's own has no wide strings and no long double, and gives 17
 * digits at most of a number, which are not always the nearest.
 */
#include "user/lib/printf.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio-bufio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "user/lib/stream.h"

#define MB_BYTES 16

/* ---- out -------------------------------------------------------------------------------------------- */

void loris_emit(struct sink *sink, const char *text, size_t len)
{
	FILE *file = sink->file;

	sink->count += len;
	if (file->flags & __SBUF) {
		sink->failed |= len && fwrite(text, 1, len, file) != len;
		return;
	}
	for (size_t i = 0; i < len; i++)
		sink->failed |= file->put(text[i], file) < 0;
}

void loris_emit_many(struct sink *sink, char c, long count)
{
	char some[32];

	if (count <= 0)
		return;
	memset(some, c, sizeof(some));
	for (; count > 0; count -= (long)sizeof(some))
		loris_emit(sink, some, count < (long)sizeof(some) ? (size_t)count : sizeof(some));
}

void loris_emit_padded(struct sink *sink, const struct conversion *how, const char *prefix,
		       const char *text, size_t len, bool fill)
{
	long missing = how->width - (long)(strlen(prefix) + len);

	fill = fill && how->zeros && !how->left;
	if (!how->left && !fill)
		loris_emit_many(sink, ' ', missing);
	loris_emit(sink, prefix, strlen(prefix));
	if (fill)
		loris_emit_many(sink, '0', missing);
	loris_emit(sink, text, len);
	if (how->left)
		loris_emit_many(sink, ' ', missing);
}

/* ---- text ------------------------------------------------------------------------------------------- */

/* How many bytes of the wide text go out: as many characters as fit into the precision whole. */
static size_t wide_length(const wchar_t *text, size_t most, bool *failed)
{
	char bytes[MB_BYTES];
	size_t len = 0;

	for (; *text; text++) {
		int n = wctomb(bytes, *text);

		*failed |= n < 0;
		if (n < 0 || len + (size_t)n > most)
			break;
		len += (size_t)n;
	}
	return len;
}

static void emit_wide(struct sink *sink, const struct conversion *how, const wchar_t *text)
{
	size_t most = how->precision < 0 ? SIZE_MAX : (size_t)how->precision, done = 0;
	size_t len = wide_length(text, most, &sink->failed);
	char bytes[MB_BYTES];

	if (!how->left)
		loris_emit_many(sink, ' ', how->width - (long)len);
	while (done < len) {
		size_t n = (size_t)wctomb(bytes, *text++);

		loris_emit(sink, bytes, n);
		done += n;
	}
	if (how->left)
		loris_emit_many(sink, ' ', how->width - (long)len);
}

static void convert_text(struct sink *sink, const struct conversion *how, va_list *args)
{
	const char *text;

	if (how->length == 'l') {
		const wchar_t *wide = va_arg(*args, const wchar_t *);

		emit_wide(sink, how, wide ? wide : L"(null)");
		return;
	}
	text = va_arg(*args, const char *);
	text = text ? text : "(null)";
	loris_emit_padded(sink, how, "", text,
			  how->precision < 0 ? strlen(text) : strnlen(text, (size_t)how->precision),
			  false);
}

static void convert_character(struct sink *sink, const struct conversion *how, va_list *args)
{
	char c;

	if (how->length == 'l') {
		struct conversion all = *how;

		all.precision = -1;
		emit_wide(sink, &all, (const wchar_t[]){(wchar_t)va_arg(*args, wint_t), 0});
		return;
	}
	c = (char)va_arg(*args, int);
	loris_emit_padded(sink, how, "", &c, 1, false);
}

static void convert_count(const struct sink *sink, int length, va_list *args)
{
	void *to = va_arg(*args, void *);

	if (length == 'H')
		*(signed char *)to = (signed char)sink->count;
	else if (length == 'h')
		*(short *)to = (short)sink->count;
	else if (length == 0)
		*(int *)to = (int)sink->count;
	else
		*(int64_t *)to = (int64_t)sink->count;
}

/* ---- the format ------------------------------------------------------------------------------------- */

static const char *parse_flags(struct conversion *how, const char *at)
{
	for (;; at++) {
		switch (*at) {
		case '-':
			how->left = true;
			break;
		case '+':
			how->plus = true;
			break;
		case ' ':
			how->blank = true;
			break;
		case '#':
			how->alternative = true;
			break;
		case '0':
			how->zeros = true;
			break;
		default:
			return at;
		}
	}
}

static const char *parse_number(int *number, const char *at, va_list *args)
{
	if (*at == '*') {
		*number = va_arg(*args, int);
		return at + 1;
	}
	for (*number = 0; isdigit((unsigned char)*at); at++)
		*number = *number > INT_MAX / 10 - 1 ? *number : *number * 10 + (*at - '0');
	return at;
}

static const char *parse_length(struct conversion *how, const char *at)
{
	switch (*at) {
	case 'h':
	case 'l':
	case 'j':
	case 'z':
	case 't':
	case 'L':
		how->length = *at++;
	}
	if (how->length == 'h' && *at == 'h') {
		how->length = 'H';
		at++;
	} else if (how->length == 'l' && *at == 'l') {
		how->length = 'q';
		at++;
	}
	return at;
}

/* at: behind the %. Returns what follows the letter. */
static const char *parse(struct conversion *how, const char *at, va_list *args)
{
	*how = (struct conversion){.precision = -1};
	at = parse_number(&how->width, parse_flags(how, at), args);
	if (how->width < 0) {
		how->left = true;
		how->width = how->width == INT_MIN ? INT_MAX : -how->width;
	}
	if (*at == '.')
		at = parse_number(&how->precision, at + 1, args);
	at = parse_length(how, at);
	how->letter = *at;
	return *at ? at + 1 : at;
}

static void convert_float(struct sink *sink, const struct conversion *how, va_list *args)
{
	long double value = how->length == 'L' ? va_arg(*args, long double) : va_arg(*args, double);

	loris_emit_float(sink, how, value);
}

static void convert(struct sink *sink, const struct conversion *how, va_list *args)
{
	switch (how->letter) {
	case 'd':
	case 'i':
		loris_convert_signed(sink, how, args);
		break;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		loris_convert_unsigned(sink, how, args);
		break;
	case 's':
		convert_text(sink, how, args);
		break;
	case 'c':
		convert_character(sink, how, args);
		break;
	case 'p':
		loris_convert_pointer(sink, how, args);
		break;
	case 'n':
		convert_count(sink, how->length, args);
		break;
	case 'a':
	case 'e':
	case 'f':
	case 'g':
	case 'A':
	case 'E':
	case 'F':
	case 'G':
		convert_float(sink, how, args);
		break;
	default: /* a % means itself; so does what nobody knows */
		loris_emit(sink, &how->letter, how->letter != 0);
	}
}

static void format_all(struct sink *sink, const char *format, va_list *args)
{
	struct conversion how;

	while (*format) {
		const char *plain = format;

		while (*format && *format != '%')
			format++;
		loris_emit(sink, plain, (size_t)(format - plain));
		if (*format == '%') {
			format = parse(&how, format + 1, args);
			convert(sink, &how, args);
		}
	}
}

/* The linker takes it wherever vfprintf is called: picolibc's own, which its other parts ask for, stays out. */
int __wrap_vfprintf(FILE *restrict file, const char *restrict format, va_list args)
{
	struct sink sink = {.file = file};
	bool buffered = file->flags & __SBUF;
	va_list own;

	if (!stream_may_write(file))
		return EOF;
	va_copy(own, args);
	if (buffered)
		__bufio_lock(file);
	format_all(&sink, format, &own);
	if (buffered)
		__bufio_unlock(file);
	va_end(own);
	if (sink.count > INT_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	return sink.failed ? -1 : (int)sink.count;
}
