/* SPDX-License-Identifier: MIT */
/* Gives the functions of lib/string.c other names, so that they can be compared with the C
   library's. Forced into the compilation of lib/string.c; test_string.c takes the declarations from
   it. */
#ifndef LORIS_TEST_RENAMED_STRING_H
#define LORIS_TEST_RENAMED_STRING_H

#include <stddef.h>

void *our_memcpy(void *restrict to, const void *restrict from, size_t size);
void *our_memmove(void *to, const void *from, size_t size);
void *our_memset(void *to, int byte, size_t size);
int our_memcmp(const void *a, const void *b, size_t size);
size_t our_strlen(const char *s);
size_t our_strnlen(const char *s, size_t max);
int our_strcmp(const char *a, const char *b);
int our_strncmp(const char *a, const char *b, size_t max);
char *our_strchr(const char *s, int c);
char *our_strrchr(const char *s, int c);

#if !__STDC_HOSTED__
#define memcpy	our_memcpy
#define memmove our_memmove
#define memset	our_memset
#define memcmp	our_memcmp
#define strlen	our_strlen
#define strnlen our_strnlen
#define strcmp	our_strcmp
#define strncmp our_strncmp
#define strchr	our_strchr
#define strrchr our_strrchr
#endif

#endif
