// SPDX-License-Identifier: MIT
/* Text to numbers, and numbers to whole ones: every bit, of thousands at random, as sums that are printed. */
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "check.h"

#define TEXTS	20000
#define NUMBERS 20000
#define LONGEST 900

static uint64_t state = 88172645463325252;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static int below(int n)
{
	return (int)(next() % (unsigned)n);
}

static uint64_t sum;

static void add(uint64_t value)
{
	sum = (sum ^ value) * 0x100000001b3;
	sum ^= sum >> 29;
}

/* NaN is NaN, whatever its bits. */
static void add_double(double value)
{
	uint64_t bits = 0;

	if (!isnan(value))
		memcpy(&bits, &value, sizeof(bits));
	add(bits);
}

static void show(const char *name)
{
	printf("%s %016" PRIx64 "\n", name, sum);
	sum = 1;
}

/* ---- texts --------------------------------------------------------------------------------------------- */

static char *digits(char *to, int count)
{
	while (count-- > 0)
		*to++ = (char)('0' + below(10));
	return to;
}

static void any_double(char *to)
{
	uint64_t bits = next();
	double value;

	memcpy(&value, &bits, sizeof(value));
	sprintf(to, "%.17g", isnan(value) ? 1.0 : value);
}

static void decimal(char *to)
{
	to = digits(to, 1 + below(12));
	*to++ = '.';
	to = digits(to, below(14));
	sprintf(to, "e%d", below(660) - 340);
}

/* Far more digits than there are bits for. */
static void long_one(char *to)
{
	to += sprintf(to, ".%0*d", 1 + below(60), 0);
	*digits(to, 1 + below(700)) = '\0';
}

/* In the middle between two numbers, or a little above. */
static void halfway(char *to)
{
	uint64_t odd = next() >> 10 | UINT64_C(1) << 53 | 1;

	to += sprintf(to, "%" PRIu64 ".", odd);
	for (int zeros = below(300); zeros > 0; zeros--)
		*to++ = '0';
	strcpy(to, below(2) ? "1" : "");
}

static void hexadecimal(char *to)
{
	to += sprintf(to, "0x%" PRIx64, next() >> below(64));
	to += sprintf(to, ".%" PRIx64, next() >> below(64));
	sprintf(to, "p%d", below(2200) - 1100);
}

static void read_one(const char *text)
{
	char *end;
	float single = strtof(text, &end);

	add_double(strtod(text, NULL));
	add_double(single);
	add((uint64_t)(end - text));
}

static void check_texts(void)
{
	static void (*const make[])(char *) = {any_double, decimal, long_one, halfway, hexadecimal};
	char text[LONGEST];

	for (int i = 0; i < TEXTS; i++) {
		make[i % 5](text);
		read_one(text);
	}
	show("texts");
}

static void check_edges(void)
{
	static const char *const edges[] = {
		"1e",
		"1e+",
		"0x",
		"0xg",
		"0x.8",
		"infin",
		"-infinity",
		"nan(a1)",
		".",
		".5e",
		"-0",
		"4.9e-324",
		"2.4703282292062327e-324",
		"2.4703282292062328e-324",
		"1e400",
		"1e-400",
		"1.7976931348623159e308",
		"9007199254740993.00000000000000000000000000000000000001",
	};
	wchar_t *end;

	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		char *stop;
		double value = strtod(edges[i], &stop);

		printf("%s: %.17g, %s|\n", edges[i], value, stop);
	}
	CHECK(wcstod(L" 0.1x", &end) == 0.1 && *end == L'x' && wcstof(L"3", NULL) == 3);
	CHECK(strtold("0.1", NULL) == 0.1L && strtold("1e4000", NULL) == 1e4000L);
	CHECK(strtold("0x1.8p-16000", NULL) == 0x1.8p-16000L && wcstold(L"1.5", &end) == 1.5L);
}

/* ---- rounding ------------------------------------------------------------------------------------------- */

static double around(void)
{
	uint64_t bits = (next() & UINT64_C(0x800fffffffffffff)) | (uint64_t)(1023 - 3 + below(70))
									  << 52;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static void check_rounding(void)
{
	static double (*const round_double[])(double) = {ceil, floor, trunc, round, rint};
	static float (*const round_float[])(float) = {ceilf, floorf, truncf, roundf, rintf};

	for (int i = 0; i < NUMBERS; i++) {
		double value = around();

		add_double(round_double[i % 5](value));
		add_double(round_float[i % 5]((float)value));
		add_double(fmod(value, 3.25));
	}
	show("rounding");
	CHECK(signbit(ceil(-0.5)) && signbit(trunc(-0.0)) && isnan(floor(NAN)) &&
	      isinf(ceil(INFINITY)));
}

void check_exact(void)
{
	sum = 1;
	check_texts();
	check_edges();
	check_rounding();
}
