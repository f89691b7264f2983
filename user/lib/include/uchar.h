/* SPDX-License-Identifier: MIT */
/* C11's <uchar.h>, which not every picolibc has. */
#ifndef LORIS_UCHAR_H
#define LORIS_UCHAR_H

#include <stddef.h>
#include <wchar.h>

#ifndef __cplusplus
typedef __CHAR16_TYPE__ char16_t;
typedef __CHAR32_TYPE__ char32_t;
#endif

#ifdef __cplusplus
extern "C" {
#endif

size_t mbrtoc16(char16_t *__restrict to, const char *__restrict from, size_t len,
		mbstate_t *__restrict state);
size_t c16rtomb(char *__restrict to, char16_t from, mbstate_t *__restrict state);
size_t mbrtoc32(char32_t *__restrict to, const char *__restrict from, size_t len,
		mbstate_t *__restrict state);
size_t c32rtomb(char *__restrict to, char32_t from, mbstate_t *__restrict state);

#ifdef __cplusplus
}
#endif

#endif
