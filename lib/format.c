/* SPDX-License-Identifier: MIT */
#include "lib/format.h"
#include "lib/string.h"

#define DIGITS_MAX 20	 /* of 2^64 - 1 */
#define FIELD_MAX  10000 /* a wider field or precision is taken for this one */

struct printer {
	fmt_put *put;
	void *ctx;
	int count;
	va_list args;
};

/* One conversion, as it was asked for. */
struct spec {
	bool left, zeros, wide;
	int width;
	int precision; /* negative: none */
};

static void emit(struct printer *p, char c)
{
	p->put(p->ctx, c);
	p->count++;
}

static void emit_times(struct printer *p, char c, int times)
{
	while (times-- > 0)
		emit(p, c);
}

static void emit_chars(struct printer *p, const char *text, int len)
{
	for (int i = 0; i < len; i++)
		emit(p, text[i]);
}

static void emit_text(struct printer *p, const struct spec *spec, const char *text, int len)
{
	emit_times(p, ' ', spec->left ? 0 : spec->width - len);
	emit_chars(p, text, len);
	emit_times(p, ' ', spec->left ? spec->width - len : 0);
}

static void emit_string(struct printer *p, const struct spec *spec, const char *s)
{
	s = s ? s : "(null)";
	/* The precision also allows a text without NUL, so strlen must not see it. */
	emit_text(p, spec, s,
		  (int)(spec->precision < 0 ? strlen(s) : strnlen(s, (size_t)spec->precision)));
}

static void emit_number(struct printer *p, const struct spec *spec, const char *prefix,
			uint64_t value, char conversion)
{
	const char *digits = conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned base = conversion == 'u' ? 10 : 16;
	char text[DIGITS_MAX], *end = text + sizeof(text), *first = end;
	bool zeros = spec->zeros && !spec->left;
	int fill;

	do
		*--first = digits[value % base];
	while (value /= base);
	fill = spec->width - (int)strlen(prefix) - (int)(end - first);
	emit_times(p, ' ', spec->left || zeros ? 0 : fill);
	emit_chars(p, prefix, (int)strlen(prefix));
	emit_times(p, '0', zeros ? fill : 0);
	emit_chars(p, first, (int)(end - first));
	emit_times(p, ' ', spec->left ? fill : 0);
}

static void emit_signed(struct printer *p, const struct spec *spec)
{
	int64_t value = spec->wide ? va_arg(p->args, int64_t) : va_arg(p->args, int);
	bool negative = value < 0;

	emit_number(p, spec, negative ? "-" : "", negative ? -(uint64_t)value : (uint64_t)value,
		    'u');
}

static void emit_unsigned(struct printer *p, const struct spec *spec, char conversion)
{
	uint64_t value = spec->wide ? va_arg(p->args, uint64_t) : va_arg(p->args, unsigned);

	emit_number(p, spec, "", value, conversion);
}

/* A number in the format, or the next argument for '*'. */
static int read_count(struct printer *p, const char **fmt)
{
	int n = 0;

	if (**fmt == '*') {
		++*fmt;
		n = va_arg(p->args, int);
		return n > FIELD_MAX ? FIELD_MAX : n < -FIELD_MAX ? -FIELD_MAX : n;
	}
	for (; **fmt >= '0' && **fmt <= '9'; ++*fmt)
		n = n < FIELD_MAX ? n * 10 + (**fmt - '0') : FIELD_MAX;
	return n;
}

/* Reads all of a specification but its last letter, to which the result points. */
static const char *read_spec(struct printer *p, const char *fmt, struct spec *spec)
{
	*spec = (struct spec){.precision = -1};
	for (; *fmt == '-' || *fmt == '0'; fmt++) {
		spec->left |= *fmt == '-';
		spec->zeros |= *fmt == '0';
	}
	spec->width = read_count(p, &fmt);
	if (spec->width < 0) {
		spec->left = true;
		spec->width = -spec->width;
	}
	if (*fmt == '.') {
		fmt++;
		spec->precision = read_count(p, &fmt);
	}
	/* All of these are 64 bits wide in the only ABI there is here, LP64. */
	for (; *fmt == 'l' || *fmt == 'z' || *fmt == 'j' || *fmt == 't'; fmt++)
		spec->wide = true;
	return fmt;
}

static bool convert(struct printer *p, const struct spec *spec, char conversion)
{
	char c;

	switch (conversion) {
	case 'd':
	case 'i':
		emit_signed(p, spec);
		return true;
	case 'u':
	case 'x':
	case 'X':
		emit_unsigned(p, spec, conversion);
		return true;
	case 'p':
		emit_number(p, spec, "0x", (uintptr_t)va_arg(p->args, void *), 'x');
		return true;
	case 's':
		emit_string(p, spec, va_arg(p->args, const char *));
		return true;
	case 'c':
		c = (char)va_arg(p->args, int);
		emit_text(p, spec, &c, 1);
		return true;
	case '%':
		emit(p, '%');
		return true;
	default:
		return false;
	}
}

static void print(struct printer *p, const char *fmt)
{
	while (*fmt) {
		const char *last;
		struct spec spec;

		if (*fmt != '%') {
			emit(p, *fmt++);
			continue;
		}
		last = read_spec(p, fmt + 1, &spec);
		if (!convert(p, &spec, *last)) {
			emit_string(p, &(struct spec){.precision = -1}, fmt);
			return;
		}
		fmt = last + 1;
	}
}

int fmt_vprint(fmt_put *put, void *ctx, const char *fmt, va_list ap)
{
	struct printer p = {.put = put, .ctx = ctx};

	va_copy(p.args, ap);
	print(&p, fmt);
	va_end(p.args);
	return p.count;
}

struct buffer {
	char *next, *last; /* where the next character goes; where the NUL must still fit */
};

static void put_buffer(void *ctx, char c)
{
	struct buffer *b = ctx;

	if (b->next < b->last)
		*b->next++ = c;
}

int fmt_vsnprint(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct buffer b = {.next = buf, .last = size ? buf + size - 1 : buf};
	int len = fmt_vprint(put_buffer, &b, fmt, ap);

	if (size)
		*b.next = '\0';
	return len;
}

int fmt_snprint(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = fmt_vsnprint(buf, size, fmt, ap);
	va_end(ap);
	return len;
}
