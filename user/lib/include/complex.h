/* SPDX-License-Identifier: MIT */
/* picolibc's, and what C11 has besides. */
#ifndef LORIS_COMPLEX_H
#define LORIS_COMPLEX_H

#pragma GCC system_header
#include <sys/features.h>
#include_next <complex.h>

#if __ISO_C_VISIBLE >= 2011 && !defined(CMPLX)
#define CMPLX(x, y)  __builtin_complex((double)(x), (double)(y))
#define CMPLXF(x, y) __builtin_complex((float)(x), (float)(y))
#define CMPLXL(x, y) __builtin_complex((long double)(x), (long double)(y))
#endif

#endif
