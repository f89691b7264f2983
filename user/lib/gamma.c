// SPDX-License-Identifier: MIT
/* picolibc's tgamma is the exponential of a logarithm of a double, and loses nine bits on the way; of a long double it
 * has enough of them. */
#include <errno.h>
#include <math.h>

double tgamma(double x)
{
	double value = (double)tgammal(x);

	if (isinf(value) && isfinite(x))
		errno = ERANGE;
	return value;
}

float tgammaf(float x)
{
	return (float)tgamma(x);
}
