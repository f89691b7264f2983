/* SPDX-License-Identifier: MIT */
/* Floating-point numbers as all of their decimal digits: printf's part that must be exact. */
#ifndef LORIS_USER_DECIMAL_H
#define LORIS_USER_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#define LIMB_DIGITS 9
#define LIMB_BASE   1000000000u
/* A long double ends at most 16,494 digits behind the point, or begins 4,933 in front of it. */
#define LIMBS 1842
#define LIMBS_FRONT \
	6 /* what the 113 bits of its mantissa may need in front of the point, and a carry */

/* limb[first] to limb[point - 1] are in front of the decimal point, up to limb[end - 1] behind it. */
struct decimal {
	int first, point, end;
	uint32_t limb[LIMBS];
};

/* A finite long double, taken apart: mantissa * 2 to the exponent. */
struct binary {
	unsigned __int128 mantissa;
	int exponent;
	bool negative, special; /* special: infinite, or with a mantissa no number */
};

void loris_binary_of(struct binary *binary, long double value);

void loris_decimal_of(struct decimal *decimal, const struct binary *binary);

/* The digit of 10 to the power of place. */
int loris_decimal_digit(const struct decimal *decimal, int place);

/* The place of the first digit that is not 0; of zero 0. */
int loris_decimal_top(const struct decimal *decimal);

/* Rounds to the nearest number, or the even one, that has no digit below this place. */
void loris_decimal_round(struct decimal *decimal, int place);

#endif
