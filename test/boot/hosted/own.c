// SPDX-License-Identifier: MIT
/* Names that no header of C's may have declared, or made a macro of: they are the program's. */
#include <complex.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include "check.h"

static double infinity = 1, gamma = 2, finite = 3, scalb = 4, significand = 5, getpayload = 6;
static int fileno = 1, fdopen = 2, asprintf = 3, fmemopen = 4, setlinebuf = 5, clearerror = 6,
	   printf_float = 7, log2_ = 8;

static int iszero(const int *n)
{
	return *n == 0;
}

static int issubnormal(int a, int b)
{
	return a - b;
}

static char *itoa(int n)
{
	static char text[20];

	sprintf(text, "%d", n);
	return text;
}

static size_t strlwr(const char *text)
{
	return strlen(text);
}

static int fls(unsigned n)
{
	return n ? 1 + fls(n >> 1) : 0;
}

void check_own(void)
{
	int nothing = 0;

	CHECK(infinity + gamma + finite + scalb + significand + getpayload == 21);
	CHECK(fileno + fdopen + asprintf + fmemopen + setlinebuf + clearerror + printf_float +
		      log2_ ==
	      36);
	CHECK(iszero(&nothing) && issubnormal(5, 3) == 2 && strcmp(itoa(-12), "-12") == 0 &&
	      strlwr("abc") == 3);
	CHECK(fls(16) == 5 && creal(CMPLX(1, -0.0)) == 1 && signbit(cimag(CMPLX(1, -0.0))));
#if !defined(stdin) || !defined(stdout) || !defined(stderr)
	CHECK(!"stdin and its like are macros");
#endif
}
