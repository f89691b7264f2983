// SPDX-License-Identifier: MIT
/* picolibc's log2 is log(x) / log(2), of which for a power of two some other number than the whole one comes out. */
#include <math.h>

#define LOG2_E	  1.4426950408889634074
#define HALF_ROOT 0.70710678118654752440

double log2(double x)
{
	int exponent;
	double part;

	if (!(x > 0) || isinf(x))
		return log(x);
	part = frexp(x, &exponent);
	if (part <
	    HALF_ROOT) { /* part and 1 are near each other when x is near 1: no digit is lost */
		part *= 2;
		exponent--;
	}
	return exponent + log(part) * LOG2_E;
}

float log2f(float x)
{
	return (float)log2(x);
}
