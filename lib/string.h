/* SPDX-License-Identifier: MIT */
/*
 * The string functions of C that the kernel uses, and a strict reader of numbers. Programs and host
 * tests have a C library of their own and take its functions.
 */
#ifndef LORIS_STRING_H
#define LORIS_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if __STDC_HOSTED__
#include <string.h>
#else
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t max);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
#endif

/* The whole of s must be one number, decimal or 0x and hexadecimal; false when it is anything else
   or does not fit, and *out is untouched. No sign, no blanks, no octal. (lib/parse.c) */
bool str_parse_u64(const char *s, uint64_t *out);

#endif
