// SPDX-License-Identifier: MIT
#include "user/lib/number.h"
#include <ctype.h>
#include <stddef.h>

/* Exponents beyond that are all alike, whatever the digits in front of them. */
#define EXPONENT_MOST 100000000
#define HEX_DIGITS    64	 /* more than any mantissa has */
#define SCALE_MOST    1000000000 /* what is pending may be multiplied by so much at once */

const struct number_type loris_float_type = {24, -126, 127, 768};
const struct number_type loris_double_type = {53, -1022, 1023, 768};
const struct number_type loris_long_double_type = {113, -16382, 16383, 11564};

void loris_number_begin(struct number *n, const struct number_type *type, uint32_t *words)
{
	*n = (struct number){.type = type, .pending_scale = 1, .big = {0, words}};
}

static void flush(struct number *n)
{
	loris_big_multiply(&n->big, n->pending_scale, n->pending);
	n->pending = 0;
	n->pending_scale = 1;
}

static void add_digit(struct number *n, uint32_t digit)
{
	uint32_t base = n->hex ? 16 : 10;

	n->some = true;
	if (n->digits ==
	    (n->hex ? HEX_DIGITS : n->type->digits)) { /* only whether there is something */
		n->more |= digit != 0;
		n->scale += !n->point;
		return;
	}
	n->digits += n->digits || digit;
	n->scale -= n->point;
	n->pending = n->pending * base + digit;
	n->pending_scale *= base;
	if (n->pending_scale > SCALE_MOST / 16)
		flush(n);
}

static bool take_word(struct number *n, int c)
{
	if (n->word[n->word_length] == '\0' && n->nan && c == '(') {
		n->state = NUMBER_PAREN;
		return true;
	}
	if (n->word[n->word_length] == '\0' || tolower(c) != n->word[n->word_length])
		return false;
	n->word_length++;
	return true;
}

static bool begin_word(struct number *n, int c)
{
	n->infinite = tolower(c) == 'i';
	n->nan = tolower(c) == 'n';
	n->word = n->infinite ? "infinity" : "nan";
	n->state = NUMBER_WORD;
	return (n->infinite || n->nan) && take_word(n, c);
}

static bool begin_exponent(struct number *n, int c)
{
	if (tolower(c) != (n->hex ? 'p' : 'e') || !n->some)
		return false;
	n->state = NUMBER_E;
	return true;
}

static bool take_digit(struct number *n, int c)
{
	if (c == '.' && !n->point) {
		n->point = true;
		n->state = NUMBER_DIGITS;
		return true;
	}
	if (n->hex ? !isxdigit(c) : !isdigit(c))
		return begin_exponent(n, c);
	n->state = NUMBER_DIGITS;
	add_digit(n, (uint32_t)(isdigit(c) ? c - '0' : tolower(c) - 'a' + 10));
	return true;
}

static bool take_first(struct number *n, int c)
{
	bool taken = isdigit(c) || c == '.' ? take_digit(n, c) : begin_word(n, c);

	if (c == '0')
		n->state = NUMBER_ZERO;
	return taken;
}

static bool take_sign(bool *negative, int c)
{
	*negative = c == '-';
	return c == '-' || c == '+';
}

/* Behind a 0. */
static bool take_x(struct number *n, int c)
{
	if (tolower(c) != 'x')
		return take_digit(n, c);
	n->hex = true;
	n->some = false;
	n->state = NUMBER_DIGITS;
	return true;
}

static bool take_exponent(struct number *n, int c)
{
	if (!isdigit(c))
		return false;
	n->state = NUMBER_E_DIGITS;
	if (n->exponent < EXPONENT_MOST)
		n->exponent = n->exponent * 10 + (c - '0');
	return true;
}

static bool take_paren(struct number *n, int c)
{
	if (c == ')')
		n->state = NUMBER_DONE;
	return c == ')' || isalnum(c) || c == '_';
}

static bool take(struct number *n, int c)
{
	switch (n->state) {
	case NUMBER_START:
		n->state = NUMBER_SIGNED;
		return take_sign(&n->negative, c) || take_first(n, c);
	case NUMBER_SIGNED:
		return take_first(n, c);
	case NUMBER_ZERO:
		return take_x(n, c);
	case NUMBER_DIGITS:
		return take_digit(n, c);
	case NUMBER_E:
		n->state = NUMBER_E_SIGNED;
		return take_sign(&n->e_negative, c) || take_exponent(n, c);
	case NUMBER_E_SIGNED:
	case NUMBER_E_DIGITS:
		return take_exponent(n, c);
	case NUMBER_WORD:
		return take_word(n, c);
	case NUMBER_PAREN:
		return take_paren(n, c);
	default:
		return false;
	}
}

/* It could end here. */
static bool is_whole(const struct number *n)
{
	switch (n->state) {
	case NUMBER_WORD:
		return n->word_length == 3 || n->word[n->word_length] == '\0';
	case NUMBER_ZERO:
	case NUMBER_DIGITS:
		return n->some;
	default:
		return n->state == NUMBER_E_DIGITS || n->state == NUMBER_DONE;
	}
}

bool loris_number_take(struct number *n, int c)
{
	if (c < 0 || c > 0x7f || !take(n, c))
		return false;
	n->length++;
	if (is_whole(n))
		n->good = n->length;
	return true;
}
