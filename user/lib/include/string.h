/* SPDX-License-Identifier: MIT */
/* picolibc's, without names that programs have for functions of their own. */
#ifndef LORIS_LIBC_STRING_H
#define LORIS_LIBC_STRING_H

#pragma GCC system_header
#define strlwr	picolibc_strlwr
#define strupr	picolibc_strupr
#define strnstr picolibc_strnstr
#include_next <string.h>
#undef strlwr
#undef strupr
#undef strnstr

#endif
