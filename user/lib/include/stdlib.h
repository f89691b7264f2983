/* SPDX-License-Identifier: MIT */
/* picolibc's, without names that programs have for functions of their own, and with one that BSD has. */
#ifndef LORIS_STDLIB_H
#define LORIS_STDLIB_H

#pragma GCC system_header
#define atoff	 picolibc_atoff
#define cfree	 picolibc_cfree
#define itoa	 picolibc_itoa
#define reallocf picolibc_reallocf
#define utoa	 picolibc_utoa
#include_next <stdlib.h>
#undef atoff
#undef cfree
#undef itoa
#undef reallocf
#undef utoa

#if __BSD_VISIBLE
#ifdef __cplusplus
extern "C"
#endif
	const char *
	getprogname(void);
#endif

#endif
