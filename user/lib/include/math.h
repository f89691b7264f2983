/* SPDX-License-Identifier: MIT */
/* picolibc's, without the names that C leaves to programs, and fit for C89. */
#ifndef LORIS_MATH_H
#define LORIS_MATH_H

#pragma GCC system_header
#include <sys/features.h>

#define infinity    picolibc_infinity
#define infinityf   picolibc_infinityf
#define getpayload  picolibc_getpayload
#define getpayloadf picolibc_getpayloadf
#define getpayloadl picolibc_getpayloadl
#if !__MISC_VISIBLE && !__XSI_VISIBLE
#define finite	     picolibc_finite
#define finitef	     picolibc_finitef
#define gamma	     picolibc_gamma
#define gammaf	     picolibc_gammaf
#define gammal	     picolibc_gammal
#define scalb	     picolibc_scalb
#define scalbf	     picolibc_scalbf
#define scalbl	     picolibc_scalbl
#define significand  picolibc_significand
#define significandf picolibc_significandf
#define significandl picolibc_significandl
#endif
/* What its inline functions return in a C89 program as well. */
#if __ISO_C_VISIBLE < 1999
#define FP_NAN	     0
#define FP_INFINITE  1
#define FP_ZERO	     2
#define FP_SUBNORMAL 3
#define FP_NORMAL    4
#endif

#include_next <math.h>

#undef infinity
#undef infinityf
#undef getpayload
#undef getpayloadf
#undef getpayloadl
#if !__MISC_VISIBLE && !__XSI_VISIBLE
#undef finite
#undef finitef
#undef gamma
#undef gammaf
#undef gammal
#undef scalb
#undef scalbf
#undef scalbl
#undef significand
#undef significandf
#undef significandl
#endif
#if __ISO_C_VISIBLE < 1999
#undef FP_NAN
#undef FP_INFINITE
#undef FP_ZERO
#undef FP_SUBNORMAL
#undef FP_NORMAL
#endif

#undef isfinitef
#undef isnormalf
#undef iszerof
#if !__GNU_VISIBLE
#undef iseqsig
#undef issignaling
#undef issubnormal
#undef iszero
#endif

/* That makes of it a quotient of logarithms, which is not whole for powers of two. */
#undef log2

#endif
