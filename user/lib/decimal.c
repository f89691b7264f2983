// SPDX-License-Identifier: MIT
#include "user/lib/decimal.h"
#include <string.h>

#define MANTISSA_BITS 112 /* without the first, which is not written down */
#define EXPONENT_MASK 0x7fff
#define EXPONENT_BIAS 16383
#define UP_BITS	      29 /* a limb times two to this and a carry fit into 64 bits */
#define DOWN_BITS     9	 /* of these two is a factor of a limb's base */

static const uint32_t power_of_ten[LIMB_DIGITS + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
};

void loris_binary_of(struct binary *binary, long double value)
{
	unsigned __int128 bits, hidden = (unsigned __int128)1 << MANTISSA_BITS;
	int exponent;

	memcpy(&bits, &value, sizeof(bits));
	exponent = (int)(bits >> MANTISSA_BITS) & EXPONENT_MASK;
	binary->negative = (int)(bits >> 127);
	binary->special = exponent == EXPONENT_MASK;
	binary->mantissa = bits & (hidden - 1);
	if (exponent != 0 && !binary->special)
		binary->mantissa |= hidden;
	binary->exponent = (exponent ? exponent : 1) - EXPONENT_BIAS - MANTISSA_BITS;
}

static void double_up(struct decimal *d, unsigned bits)
{
	uint64_t carry = 0;

	for (int i = d->end; i-- > d->first;) {
		carry += (uint64_t)d->limb[i] << bits;
		d->limb[i] = (uint32_t)(carry % LIMB_BASE);
		carry /= LIMB_BASE;
	}
	if (carry)
		d->limb[--d->first] = (uint32_t)carry;
}

static void halve(struct decimal *d, unsigned bits)
{
	uint32_t rest = 0, mask = (1u << bits) - 1;

	for (int i = d->first; i < d->end; i++) {
		uint32_t low = d->limb[i] & mask;

		d->limb[i] = (d->limb[i] >> bits) + rest;
		rest = (LIMB_BASE >> bits) * low;
	}
	if (rest)
		d->limb[d->end++] = rest;
	while (d->first < d->end && d->limb[d->first] == 0)
		d->first++;
}

static void put_mantissa(struct decimal *d, unsigned __int128 mantissa, int point)
{
	d->first = d->point = d->end = point;
	memset(d->limb, 0, (size_t)point * sizeof(d->limb[0]));
	for (; mantissa; mantissa /= LIMB_BASE)
		d->limb[--d->first] = (uint32_t)(mantissa % LIMB_BASE);
}

void loris_decimal_of(struct decimal *decimal, const struct binary *binary)
{
	unsigned __int128 mantissa = binary->mantissa;
	int e = binary->exponent;

	for (; e < 0 && mantissa && !(mantissa & 1); e++)
		mantissa >>= 1;
	put_mantissa(decimal, mantissa, LIMBS_FRONT + (e < 0 ? 0 : (e + UP_BITS - 1) / UP_BITS));
	if (!mantissa)
		return;
	for (int up = e; up > 0; up -= UP_BITS)
		double_up(decimal, up < UP_BITS ? (unsigned)up : UP_BITS);
	for (int down = -e; down > 0; down -= DOWN_BITS)
		halve(decimal, down < DOWN_BITS ? (unsigned)down : DOWN_BITS);
}

/* Which limb has this place. */
static int limb_of(const struct decimal *d, int place)
{
	int limbs = place >= 0 ? place / LIMB_DIGITS : -((LIMB_DIGITS - 1 - place) / LIMB_DIGITS);

	return d->point - 1 - limbs;
}

static int within(int place)
{
	return ((place % LIMB_DIGITS) + LIMB_DIGITS) % LIMB_DIGITS;
}

int loris_decimal_digit(const struct decimal *decimal, int place)
{
	int i = limb_of(decimal, place);

	if (i < decimal->first || i >= decimal->end)
		return 0;
	return (int)(decimal->limb[i] / power_of_ten[within(place)] % 10);
}

int loris_decimal_top(const struct decimal *decimal)
{
	int place = (decimal->point - decimal->first) * LIMB_DIGITS - 1;

	if (decimal->first == decimal->end)
		return 0;
	while (loris_decimal_digit(decimal, place) == 0)
		place--;
	return place;
}

static bool rest_is_more(const struct decimal *d, int i, uint32_t rest, uint32_t half)
{
	bool more = rest > half;

	for (int j = i + 1; rest == half && !more && j < d->end; j++)
		more = d->limb[j] != 0;
	return more;
}

static void carry_up(struct decimal *d, int i)
{
	for (; d->limb[i] >= LIMB_BASE; i--) {
		d->limb[i] -= LIMB_BASE;
		d->limb[i - 1]++;
	}
	if (i < d->first)
		d->first = i;
}

/* What lies in front of the first limb, as far as a number of its size can be rounded to, is zero. */
void loris_decimal_round(struct decimal *decimal, int place)
{
	int i = limb_of(decimal, place);
	uint32_t unit = power_of_ten[within(place)], rest, odd;
	bool up;

	if (i >= decimal->end)
		return;
	if (within(place) == 0) { /* the limb behind is dropped as a whole */
		unit = LIMB_BASE;
		i++;
	}
	if (i >= decimal->end)
		return;
	rest = decimal->limb[i] % unit;
	odd = unit == LIMB_BASE ? decimal->limb[i - 1] & 1 : decimal->limb[i] / unit & 1;
	up = rest_is_more(decimal, i, rest, unit / 2) || (rest == unit / 2 && odd);
	decimal->limb[i] += (up ? unit : 0) - rest;
	decimal->end = i + 1;
	if (decimal->first > decimal->end)
		decimal->first = decimal->end;
	carry_up(decimal, i);
	while (decimal->first < decimal->end && decimal->limb[decimal->first] == 0)
		decimal->first++;
}
