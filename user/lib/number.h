/* SPDX-License-Identifier: MIT */
/*
 * A floating-point number in text, taken byte by byte, from a string or a stream; and then the nearest one that a type
 * has, exactly: what strtod and scanf share.
 */
#ifndef LORIS_USER_NUMBER_H
#define LORIS_USER_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* A natural number, the lowest word first; who declares it gives it memory. */
struct big {
	int words;
	uint32_t *word;
};

/* What a type has: bits of the mantissa, and the least and greatest exponent of a normal number, as d.ddd times
 * two to that. So many decimal digits decide: of a number between two that lie next to each other. */
struct number_type {
	int bits, least, greatest, digits;
};
extern const struct number_type loris_float_type, loris_double_type, loris_long_double_type;

/* Words that suffice for all digits that decide, and for the power of five that they are divided by. */
#define NUMBER_WORDS	  90   /* of a double, a float */
#define NUMBER_WORDS_LONG 1208 /* of a long double */

enum number_state {
	NUMBER_START,
	NUMBER_SIGNED,
	NUMBER_ZERO, /* one 0 so far, which may begin 0x */
	NUMBER_DIGITS,
	NUMBER_E,
	NUMBER_E_SIGNED,
	NUMBER_E_DIGITS,
	NUMBER_WORD,  /* inf, infinity, nan */
	NUMBER_PAREN, /* behind nan */
	NUMBER_DONE,
};

struct number {
	const struct number_type *type;
	enum number_state state;
	int length; /* bytes taken */
	int good;   /* so many of them are a number; 0: none */
	bool negative, hex, point, e_negative, infinite, nan;
	bool some; /* a digit */
	bool more; /* digits that were left out, not all of them 0 */
	const char *word;
	int word_length;
	int digits, scale;		 /* their value times base to the power of scale */
	int exponent;			 /* as written */
	uint32_t pending, pending_scale; /* the last digits, not in `big` yet */
	struct big big;
};

/* Words: NUMBER_WORDS or NUMBER_WORDS_LONG. */
void loris_number_begin(struct number *n, const struct number_type *type, uint32_t *words);
/* False: what was taken and c are not the beginning of a number; c is not taken. */
bool loris_number_take(struct number *n, int c);
/* The nearest number of the type to the first `good` bytes. *range: it is too large, or too small to be exact. With as
 * many words as the number has. */
long double loris_number_value(struct number *n, uint32_t *words, bool *range);

/* big * factor + plus */
void loris_big_multiply(struct big *b, uint32_t factor, uint32_t plus);

#endif
