// SPDX-License-Identifier: MIT
/* Arithmetic, and numbers as text. */
#include <complex.h>
#include <fenv.h>
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>
#include "check.h"

#define MANY 5000

static _Bool shows(const char *wanted, const char *format, double value)
{
	char text[400];

	snprintf(text, sizeof(text), format, value);
	return strcmp(text, wanted) == 0;
}

static void check_printing(void)
{
	const char *volatile longer = "longer"; /* the compiler would warn */
	char text[100];

	CHECK(shows("0.10000000000000001", "%.17g", 0.1) && shows("1.00", "%.2f", 1.005));
	CHECK(shows("0.1000000000000000055511151231257827", "%.34f", 0.1));
	CHECK(shows("4.9406564584124654e-324", "%.17g", DBL_TRUE_MIN) &&
	      shows("1e+23", "%g", 1e23));
	CHECK(shows("2", "%.0f", 2.5) && shows("4", "%.0f", 3.5) && shows("0x1.8p+1", "%a", 3.0));
	CHECK(shows("+00012.50", "%+09.2f", 12.5) && shows("inf", "%g", HUGE_VAL) &&
	      shows("-0", "%g", -0.0));
	CHECK(snprintf(text, 5, "%s", longer) == 6 && strcmp(text, "long") == 0);
	snprintf(text, sizeof(text), "%Lf %.3Le %" PRId64 " %zx %hhd %#o %-4d|", 1.5L, 12345.0L,
		 INT64_MIN, (size_t)255, 300, 8, 7);
	CHECK(strcmp(text, "1.500000 1.234e+04 -9223372036854775808 ff 44 010 7   |") == 0);
	snprintf(text, sizeof(text), "%.3ls|%5lc|%.0d|%+d", L"wide", L'c', 0, 5);
	CHECK(strcmp(text, "wid|    c||+5") == 0);
}

static void check_reading(void)
{
	char *end;
	int a, b;
	double d;

	CHECK(strtod("0x1.8p1z", &end) == 3.0 && *end == 'z' && strtod("1e400", NULL) == HUGE_VAL);
	CHECK(strtod("0.1", NULL) == 0.1 && strtof("3.4e38", NULL) == 3.4e38f &&
	      isnan(strtod("nan", NULL)));
	CHECK(sscanf("12:0x1f 2.5", "%d:%i %lf", &a, &b, &d) == 3 && a == 12 && b == 31 &&
	      d == 2.5);
	CHECK(strtoul("zz", NULL, 36) == 35 * 37 && atoi("  -17x") == -17 && atof("2.5e1") == 25.0);
	CHECK(imaxdiv(-7, 2).rem == -1 && llabs(LLONG_MIN + 1) == LLONG_MAX);
}

static int ascending(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void check_sorting(void)
{
	static int numbers[MANY];
	int wanted = 4999 * 7 % 5003;

	for (int i = 0; i < MANY; i++)
		numbers[i] = i * 7 % 5003;
	qsort(numbers, MANY, sizeof(numbers[0]), ascending);
	for (int i = 1; i < MANY; i++)
		CHECK(numbers[i - 1] < numbers[i]);
	CHECK(*(int *)bsearch(&wanted, numbers, MANY, sizeof(numbers[0]), ascending) == wanted);
	wanted = -1;
	CHECK(bsearch(&wanted, numbers, MANY, sizeof(numbers[0]), ascending) == NULL);
}

/* volatile: at run time, not by the compiler */
static void check_functions(void)
{
	volatile double two = 2, third = 1.0 / 3;
	volatile float half = 0.5f;
	volatile double tiny = 5.9e-247;
	double complex i = csqrt(-1.0);
	int exponent;

	printf("%.12f %.12f %.12f %.12f\n", sin(two), exp(third), pow(two, third),
	       tgamma(5 + third));
	printf("%.5f %.12f %.12f\n", (double)sqrt(half), fmod(10, third), atan2(two, -1));
	CHECK(sqrt(two) * sqrt(two) - 2 < 1e-15 && cbrt(two * 4) == 2 && hypot(3, 4) == 5);
	CHECK(frexp(two, &exponent) == 0.5 && exponent == 2 && ldexp(third * 3, 10) == 1024);
	CHECK(fabs(tgamma(tiny) * tiny - 1) < 1e-15 && tgamma(two * 3) == 120);
	CHECK(fma(two, two, 1) == 5 && lround(-two - 0.5) == -3 && nearbyint(two + 0.5) == 2 &&
	      isinf(two / (third - third)));
	CHECK(fabs(creal(i)) < 1e-15 && cimag(i) == 1 && cabs(3 + 4 * I) == 5);
	feclearexcept(FE_ALL_EXCEPT);
	CHECK(two / (third - third) > 1 && fetestexcept(FE_DIVBYZERO));
}

/* Of powers of two they are whole; of other numbers right but for the last bit or two. */
static void check_logarithms(void)
{
	const volatile double e = 2.718281828459045, nothing = 0;
	int wrong = 0;

	for (int i = -1074; i < 1024; i++)
		wrong += log2(ldexp(1, i)) != i;
	for (int i = -149; i < 128; i++)
		wrong += log2(ldexpf(1, i)) != (float)i;
	CHECK(wrong == 0);
	CHECK(fabs(log2(e) - 1.4426950408889634) < 1e-15 &&
	      fabs(log2(1 + 0x1p-40) * 0x1p40 - 1.4426950408883073) < 1e-15);
	CHECK(log2(nothing) == -HUGE_VAL && isnan(log2(-e)) && log2(HUGE_VAL) == HUGE_VAL &&
	      log2(1 + nothing) == 0);
}

void check_numbers(void)
{
	check_logarithms();
	check_printing();
	check_reading();
	check_sorting();
	check_functions();
	srand(1);
	CHECK(rand() >= 0 && RAND_MAX >= 32767);
}
