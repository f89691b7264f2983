// SPDX-License-Identifier: MIT
/*
 * ceil, floor and trunc by the instruction that converts: picolibc 1.8's are wrong for some numbers (ceil(2792960.04) is
 * 2792963, trunc(1.5e30) another number).
 */
#include <math.h>

/* From here on every number is whole, and below it fits into a long. */
#define WHOLE_DOUBLE 0x1p52
#define WHOLE_FLOAT  0x1p23f

/* The sign stays, also that of zero. NaN is not less than anything. */
#define ROUNDING(name, type, whole, abs, sign, convert, mode)         \
	type name(type x)                                             \
	{                                                             \
		long n;                                               \
                                                                      \
		if (!(abs(x) < whole))                                \
			return x + 0;                                 \
		__asm__(convert " %0, %1, " mode : "=r"(n) : "f"(x)); \
		return sign((type)n, x);                              \
	}

#define DOUBLE(name, mode) ROUNDING(name, double, WHOLE_DOUBLE, fabs, copysign, "fcvt.l.d", mode)
#define FLOAT(name, mode)  ROUNDING(name, float, WHOLE_FLOAT, fabsf, copysignf, "fcvt.l.s", mode)

DOUBLE(ceil, "rup")
DOUBLE(floor, "rdn")
DOUBLE(trunc, "rtz")
FLOAT(ceilf, "rup")
FLOAT(floorf, "rdn")
FLOAT(truncf, "rtz")
