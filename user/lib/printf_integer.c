// SPDX-License-Identifier: MIT
/* Whole numbers, as printf shows them. */
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include "user/lib/printf.h"

#define DIGITS 24 /* of 64 bits in any base, at least */

static char *digits_of(uint64_t value, unsigned base, bool upper, char *end)
{
	for (; value; value /= base)
		*--end = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[value % base];
	return end;
}

static const char *sign_of(const struct conversion *how, bool negative)
{
	return negative ? "-" : how->plus ? "+" : how->blank ? " " : "";
}

/* The precision is the least number of digits: none of a zero with precision 0. */
static void emit_integer(struct sink *sink, const struct conversion *how, uint64_t value,
			 const char *prefix, unsigned base)
{
	char digits[DIGITS], *at = digits_of(value, base, how->letter == 'X', digits + DIGITS);
	long count = digits + DIGITS - at, least = how->precision < 0 ? 1 : how->precision;
	struct conversion rest = *how;

	if (how->alternative && base == 8 && least <= count)
		least = count + 1;
	if (least <= count) {
		loris_emit_padded(sink, how, prefix, at, (size_t)count, how->precision < 0);
		return;
	}
	rest.width = how->width - (int)(strlen(prefix) + (size_t)least);
	rest.zeros = how->zeros && how->precision < 0;
	if (!how->left)
		loris_emit_many(sink, rest.zeros ? '0' : ' ', rest.zeros ? 0 : rest.width);
	loris_emit(sink, prefix, strlen(prefix));
	loris_emit_many(sink, '0',
			least - count +
				(rest.zeros && !how->left && rest.width > 0 ? rest.width : 0));
	loris_emit(sink, at, (size_t)count);
	if (how->left)
		loris_emit_many(sink, ' ', rest.width);
}

static int64_t take_signed(int length, va_list *args)
{
	switch (length) {
	case 'H':
		return (signed char)va_arg(*args, int);
	case 'h':
		return (short)va_arg(*args, int);
	case 0:
		return va_arg(*args, int);
	default: /* all others have 64 bits */
		return va_arg(*args, int64_t);
	}
}

static uint64_t take_unsigned(int length, va_list *args)
{
	switch (length) {
	case 'H':
		return (unsigned char)va_arg(*args, unsigned);
	case 'h':
		return (unsigned short)va_arg(*args, unsigned);
	case 0:
		return va_arg(*args, unsigned);
	default:
		return va_arg(*args, uint64_t);
	}
}

void loris_convert_signed(struct sink *sink, const struct conversion *how, va_list *args)
{
	int64_t value = take_signed(how->length, args);
	uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;

	emit_integer(sink, how, magnitude, sign_of(how, value < 0), 10);
}

void loris_convert_unsigned(struct sink *sink, const struct conversion *how, va_list *args)
{
	uint64_t value = take_unsigned(how->length, args);
	bool hex = how->letter == 'x' || how->letter == 'X';
	const char *prefix = "";

	if (hex && how->alternative && value)
		prefix = how->letter == 'x' ? "0x" : "0X";
	emit_integer(sink, how, value, prefix, hex ? 16 : how->letter == 'o' ? 8 : 10);
}

void loris_convert_pointer(struct sink *sink, const struct conversion *how, va_list *args)
{
	struct conversion hex = *how;

	hex.letter = 'x';
	emit_integer(sink, &hex, (uint64_t)(uintptr_t)va_arg(*args, void *), "0x", 16);
}
