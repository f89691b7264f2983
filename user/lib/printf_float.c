// SPDX-License-Identifier: MIT
/* Numbers with a fraction, as printf shows them: every digit that is asked for is right. */
#include <stdint.h>
#include <string.h>
#include "user/lib/decimal.h"
#include "user/lib/printf.h"

#define EXPONENT_BYTES 8
#define HEX_DIGITS     28 /* behind the point: 112 bits */
#define DEFAULT_DIGITS 6

static bool is_upper(char letter)
{
	return letter >= 'A' && letter <= 'Z';
}

static const char *prefix_of(const struct conversion *how, bool negative, bool hex)
{
	static const char *const prefixes[2][4] = {{"", "-", "+", " "},
						   {"0x", "-0x", "+0x", " 0x"}};
	static const char *const upper[4] = {"0X", "-0X", "+0X", " 0X"};
	unsigned sign = negative ? 1 : how->plus ? 2 : how->blank ? 3 : 0;

	return hex && is_upper(how->letter) ? upper[sign] : prefixes[hex][sign];
}

/* Sign, at least so many digits, and the letter in front; returns the length. */
static size_t write_exponent(char *to, char letter, int exponent, int least)
{
	unsigned value = (unsigned)(exponent < 0 ? -exponent : exponent);
	char digits[EXPONENT_BYTES];
	int count = 0, len = 0;

	while (value || count < least) {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	}
	to[len++] = letter;
	to[len++] = exponent < 0 ? '-' : '+';
	while (count > 0)
		to[len++] = digits[--count];
	return (size_t)len;
}

/* Spaces or zeros up to the width around a body of len bytes, of which the caller writes what is between
 * begin and end. */
static void begin(struct sink *sink, const struct conversion *how, const char *prefix, size_t len)
{
	long missing = how->width - (long)(strlen(prefix) + len);

	if (!how->left && !how->zeros)
		loris_emit_many(sink, ' ', missing);
	loris_emit(sink, prefix, strlen(prefix));
	if (!how->left && how->zeros)
		loris_emit_many(sink, '0', missing);
}

static void end(struct sink *sink, const struct conversion *how, const char *prefix, size_t len)
{
	if (how->left)
		loris_emit_many(sink, ' ', how->width - (long)(strlen(prefix) + len));
}

/* The digits from place `from` down to place `to`. */
static void emit_digits(struct sink *sink, const struct decimal *d, int from, int to)
{
	char some[64];
	size_t len = 0;

	for (int place = from; place >= to; place--) {
		some[len++] = (char)('0' + loris_decimal_digit(d, place));
		if (len == sizeof(some) || place == to) {
			loris_emit(sink, some, len);
			len = 0;
		}
	}
}

/* ---- f, e, g ---------------------------------------------------------------------------------------- */

static void emit_plain(struct sink *sink, const struct conversion *how, const char *prefix,
		       const struct decimal *d, int precision)
{
	int top = loris_decimal_top(d) > 0 ? loris_decimal_top(d) : 0;
	bool point = precision > 0 || how->alternative;
	size_t len = (size_t)top + 1 + point + (size_t)precision;

	begin(sink, how, prefix, len);
	emit_digits(sink, d, top, 0);
	loris_emit(sink, ".", point);
	emit_digits(sink, d, -1, -precision);
	end(sink, how, prefix, len);
}

static void emit_scientific(struct sink *sink, const struct conversion *how, const char *prefix,
			    const struct decimal *d, int precision)
{
	char exponent[EXPONENT_BYTES + 2];
	int top = loris_decimal_top(d);
	size_t tail = write_exponent(exponent, is_upper(how->letter) ? 'E' : 'e', top, 2);
	bool point = precision > 0 || how->alternative;
	size_t len = 1 + point + (size_t)precision + tail;

	begin(sink, how, prefix, len);
	emit_digits(sink, d, top, top);
	loris_emit(sink, ".", point);
	emit_digits(sink, d, top - 1, top - precision);
	loris_emit(sink, exponent, tail);
	end(sink, how, prefix, len);
}

/* So many digits in all, as few as show them, whichever way is shorter. */
static void emit_general(struct sink *sink, const struct conversion *how, const char *prefix,
			 struct decimal *d, int digits)
{
	bool plain;
	int top;

	digits = digits ? digits : 1;
	loris_decimal_round(d, loris_decimal_top(d) - digits + 1);
	top = loris_decimal_top(d);
	plain = top >= -4 && top < digits;
	while (!how->alternative && digits > 1 && digits > (plain ? top + 1 : 1) &&
	       loris_decimal_digit(d, top - digits + 1) == 0)
		digits--;
	if (plain)
		emit_plain(sink, how, prefix, d, digits - 1 - top);
	else
		emit_scientific(sink, how, prefix, d, digits - 1);
}

static void emit_decimal(struct sink *sink, const struct conversion *how,
			 const struct binary *binary)
{
	int precision = how->precision < 0 ? DEFAULT_DIGITS : how->precision;
	const char *prefix = prefix_of(how, binary->negative, false);
	struct decimal d;

	loris_decimal_of(&d, binary);
	if (how->letter == 'g' || how->letter == 'G') {
		emit_general(sink, how, prefix, &d, precision);
	} else if (how->letter == 'f' || how->letter == 'F') {
		loris_decimal_round(&d, -precision);
		emit_plain(sink, how, prefix, &d, precision);
	} else {
		loris_decimal_round(&d, loris_decimal_top(&d) - precision);
		emit_scientific(sink, how, prefix, &d, precision);
	}
}

/* ---- a ---------------------------------------------------------------------------------------------- */

/* One bit in front of the point, unless it is zero; returns the power of two. */
static int normalise(struct binary *binary)
{
	if (!binary->mantissa)
		return 0;
	while (!(binary->mantissa >> (4 * HEX_DIGITS))) {
		binary->mantissa <<= 1;
		binary->exponent--;
	}
	return binary->exponent + 4 * HEX_DIGITS;
}

static void round_hex(struct binary *binary, int digits)
{
	unsigned drop = 4 * (unsigned)(HEX_DIGITS - digits);
	unsigned __int128 unit = (unsigned __int128)1 << drop, rest = binary->mantissa & (unit - 1);

	if (digits >= HEX_DIGITS)
		return;
	binary->mantissa -= rest;
	if (rest > unit / 2 || (rest == unit / 2 && binary->mantissa & unit))
		binary->mantissa += unit;
}

static void emit_hex(struct sink *sink, const struct conversion *how, struct binary *binary)
{
	const char *digits = is_upper(how->letter) ? "0123456789ABCDEF" : "0123456789abcdef";
	const char *prefix = prefix_of(how, binary->negative, true);
	char exponent[EXPONENT_BYTES + 2], first;
	int power = normalise(binary), precision = how->precision, written = 0;
	bool point;
	size_t tail, len;

	if (precision >= 0)
		round_hex(binary, precision);
	for (unsigned __int128 m = binary->mantissa << 16; precision < 0 && m; m <<= 4)
		written++;
	precision = precision < 0 ? written : precision;
	point = precision > 0 || how->alternative;
	tail = write_exponent(exponent, is_upper(how->letter) ? 'P' : 'p', power, 1);
	len = 1 + point + (size_t)precision + tail;
	begin(sink, how, prefix, len);
	first = digits[(unsigned)(binary->mantissa >> (4 * HEX_DIGITS)) & 15];
	loris_emit(sink, &first, 1);
	loris_emit(sink, ".", point);
	for (int i = 1; i <= precision; i++) {
		unsigned digit =
			i > HEX_DIGITS
				? 0
				: (unsigned)(binary->mantissa >> (4 * (HEX_DIGITS - i))) & 15;

		loris_emit(sink, &digits[digit], 1);
	}
	loris_emit(sink, exponent, tail);
	end(sink, how, prefix, len);
}

void loris_emit_float(struct sink *sink, const struct conversion *how, long double value)
{
	struct binary binary;

	loris_binary_of(&binary, value);
	if (binary.special) {
		const char *name = binary.mantissa ? "nan" : "inf";

		if (is_upper(how->letter))
			name = binary.mantissa ? "NAN" : "INF";
		loris_emit_padded(sink, how, prefix_of(how, binary.negative, false), name, 3,
				  false);
	} else if (how->letter == 'a' || how->letter == 'A') {
		emit_hex(sink, how, &binary);
	} else {
		emit_decimal(sink, how, &binary);
	}
}
