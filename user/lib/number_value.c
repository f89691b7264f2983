// SPDX-License-Identifier: MIT
#include <string.h>
#include "user/lib/number.h"

#define WORD_BITS     32
#define FIVE_13	      1220703125u	       /* the greatest power of five in a word */
#define QUOTIENT_BITS 120		       /* more than a mantissa has, by two at least */
#define LOG10_2(bits) ((bits)*30103L / 100000) /* decimal digits of so many bits */

#define MANTISSA_BITS 112 /* of a long double, without the first */
#define EXPONENT_BIAS 16383
#define EXPONENT_MASK 0x7fff

/* ---- natural numbers --------------------------------------------------------------------------------- */

void loris_big_multiply(struct big *b, uint32_t factor, uint32_t plus)
{
	uint64_t carry = plus;

	for (int i = 0; i < b->words; i++) {
		carry += (uint64_t)b->word[i] * factor;
		b->word[i] = (uint32_t)carry;
		carry >>= WORD_BITS;
	}
	if (carry)
		b->word[b->words++] = (uint32_t)carry;
}

static void multiply_by_five(struct big *b, int times)
{
	uint32_t rest = 1;

	for (; times >= 13; times -= 13)
		loris_big_multiply(b, FIVE_13, 0);
	while (times-- > 0)
		rest *= 5;
	loris_big_multiply(b, rest, 0);
}

static int bits_of(const struct big *b)
{
	return b->words ? b->words * WORD_BITS - __builtin_clz(b->word[b->words - 1]) : 0;
}

static void shift_up(struct big *b, int bits)
{
	int words = bits / WORD_BITS;

	loris_big_multiply(b, 1u << bits % WORD_BITS, 0);
	memmove(b->word + words, b->word, (size_t)b->words * sizeof(b->word[0]));
	memset(b->word, 0, (size_t)words * sizeof(b->word[0]));
	b->words += words;
}

static bool is_less(const struct big *a, const struct big *b)
{
	int i = a->words - 1;

	if (a->words != b->words)
		return a->words < b->words;
	while (i > 0 && a->word[i] == b->word[i])
		i--;
	return i >= 0 && a->word[i] < b->word[i];
}

/* b is not the larger one. */
static void subtract(struct big *a, const struct big *b)
{
	int64_t carry = 0;

	for (int i = 0; i < a->words; i++) {
		carry += (int64_t)a->word[i] - (i < b->words ? b->word[i] : 0);
		a->word[i] = (uint32_t)carry;
		carry >>= WORD_BITS;
	}
	while (a->words && a->word[a->words - 1] == 0)
		a->words--;
}

/* ---- a number of many bits, as far as it counts -------------------------------------------------------- */

/* mantissa * 2 to the exponent, and something less than one more if `more`. */
struct rough {
	unsigned __int128 mantissa;
	int exponent;
	bool more;
};

static int bits_of_mantissa(unsigned __int128 m)
{
	uint64_t high = (uint64_t)(m >> 64), low = (uint64_t)m;

	if (high)
		return 128 - __builtin_clzl(high);
	return low ? 64 - __builtin_clzl(low) : 0;
}

/* Its first bits. */
static struct rough top_of(const struct big *b)
{
	struct rough r = {0};
	int i = b->words;

	while (i > 0 && bits_of_mantissa(r.mantissa) <= QUOTIENT_BITS - WORD_BITS)
		r.mantissa = r.mantissa << WORD_BITS | b->word[--i];
	r.exponent = i * WORD_BITS;
	if (i > 0) { /* of the next word so many bits as there is room for */
		int bits = QUOTIENT_BITS - bits_of_mantissa(r.mantissa);
		uint64_t next = (uint64_t)b->word[--i] << bits;

		r.mantissa = r.mantissa << bits | next >> WORD_BITS;
		r.exponent -= bits;
		r.more = (uint32_t)next;
	}
	while (i > 0)
		r.more |= b->word[--i] != 0;
	return r;
}

/* Both are made equally long, and then come the quotient's bits one by one. */
static struct rough divide(struct big *a, struct big *by)
{
	int longer = bits_of(a) - bits_of(by);
	struct rough r = {.exponent = longer - (QUOTIENT_BITS - 1)};

	shift_up(longer < 0 ? a : by, longer < 0 ? -longer : longer);
	for (int i = 0; i < QUOTIENT_BITS; i++) {
		r.mantissa <<= 1;
		if (!is_less(a, by)) {
			subtract(a, by);
			r.mantissa |= 1;
		}
		loris_big_multiply(a, 2, 0);
	}
	r.more = a->words;
	return r;
}

/* ---- rounding ------------------------------------------------------------------------------------------ */

/* Exactly; the mantissa has no more bits than there is room for. */
static long double assemble(unsigned __int128 mantissa, int exponent)
{
	int shift = MANTISSA_BITS + 1 - bits_of_mantissa(mantissa);
	int biased = exponent - shift + MANTISSA_BITS + EXPONENT_BIAS;
	unsigned __int128 hidden = (unsigned __int128)1 << MANTISSA_BITS;
	long double value;

	if (!mantissa)
		return 0;
	mantissa = shift < 0 ? mantissa >> 1
			     : mantissa << shift; /* it was rounded up to a power of two */
	if (biased <= 0) {
		mantissa >>= 1 - biased;
		biased = 0;
	}
	mantissa = (mantissa & (hidden - 1)) | (unsigned __int128)biased << MANTISSA_BITS;
	memcpy(&value, &mantissa, sizeof(value));
	return value;
}

/* To the nearest one with no bits below `drop`, or the even one. True: it was not exact. */
static bool drop_bits(struct rough *r, int drop)
{
	unsigned __int128 half = (unsigned __int128)1 << (drop - 1);
	unsigned __int128 rest = r->mantissa & ((half << 1) - 1);
	bool exact = !rest && !r->more;

	r->mantissa >>= drop;
	if (rest > half || (rest == half && (r->more || (r->mantissa & 1))))
		r->mantissa++;
	r->exponent += drop;
	return !exact;
}

/* Below the least normal number, fewer bits are left. */
static long double round_to(const struct number_type *type, struct rough r, bool *range)
{
	int length = bits_of_mantissa(r.mantissa), top = r.exponent + length - 1;
	int bits = top < type->least ? type->bits - (type->least - top) : type->bits;
	int drop = length - bits;
	bool inexact = r.more;

	if (bits < 0)
		r.mantissa = 0;
	else if (drop > 0)
		inexact = drop_bits(&r, drop);
	top = r.exponent + bits_of_mantissa(r.mantissa) - 1;
	*range = bits < 0 || (top < type->least && inexact) || top > type->greatest;
	return top > type->greatest && r.mantissa ? __builtin_infl()
						  : assemble(r.mantissa, r.exponent);
}

/* ---- all of it ------------------------------------------------------------------------------------------ */

/* scale: of ten. Numbers that are far too large or too small are not worked out. */
static struct rough decimal(struct number *n, long scale, uint32_t *words)
{
	struct big power = {1, words};
	long places = n->digits + scale; /* in front of the point */

	if (places - 1 > LOG10_2(n->type->greatest + 1))
		return (struct rough){1, n->type->greatest + 1, false};
	if (places < LOG10_2(n->type->least - n->type->bits) - 1)
		return (struct rough){1, n->type->least - 2 * n->type->bits, true};
	words[0] = 1;
	if (scale >= 0) {
		struct rough r;

		multiply_by_five(&n->big, (int)scale);
		r = top_of(&n->big);
		r.exponent += (int)scale;
		return r;
	}
	multiply_by_five(&power, (int)-scale);
	struct rough r = divide(&n->big, &power);

	r.exponent += (int)scale;
	return r;
}

static long clamp(long value)
{
	const long most = 1000000;

	return value > most ? most : value < -most ? -most : value;
}

static struct rough hexadecimal(const struct number *n, long exponent)
{
	struct rough r = top_of(&n->big);

	r.exponent += (int)clamp(exponent + 4l * n->scale);
	r.more |= n->more;
	return r;
}

static struct rough rough_value(struct number *n, uint32_t *words)
{
	long exponent = n->e_negative ? -(long)n->exponent : n->exponent;

	if (n->hex)
		return hexadecimal(n, exponent);
	if (n->more) { /* a last digit that says so */
		loris_big_multiply(&n->big, 10, 1);
		n->digits++;
		n->scale--;
	}
	return decimal(n, exponent + n->scale, words);
}

/* Where both are exact, one division or multiplication of doubles is rounded right. */
static bool simple(const struct number *n, double *value)
{
	static const double power_of_ten[] = {1e0,  1e1,  1e2,	1e3,  1e4,  1e5,  1e6,	1e7,
					      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
					      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	long scale = n->scale + (n->e_negative ? -(long)n->exponent : n->exponent);
	uint64_t low = n->big.words ? n->big.word[0] : 0;

	if (n->hex || n->type->bits != 53 || n->digits > 15 || scale < -22 || scale > 22)
		return false;
	if (n->big.words > 1)
		low |= (uint64_t)n->big.word[1] << WORD_BITS;
	*value = scale < 0 ? (double)low / power_of_ten[-scale] : (double)low * power_of_ten[scale];
	return true;
}

long double loris_number_value(struct number *n, uint32_t *words, bool *range)
{
	long double value = 0;
	double exact;

	*range = false;
	loris_big_multiply(&n->big, n->pending_scale, n->pending);
	if (n->nan)
		value = __builtin_nanl("");
	else if (n->infinite)
		value = __builtin_infl();
	else if (simple(n, &exact))
		value = exact;
	else if (n->big.words)
		value = round_to(n->type, rough_value(n, words), range);
	return n->negative ? -value : value;
}
