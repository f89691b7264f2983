/* SPDX-License-Identifier: MIT */
/* What a stream is doing, as Solaris and Linux tell it. */
#ifndef LORIS_STDIO_EXT_H
#define LORIS_STDIO_EXT_H

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

size_t __fbufsize(FILE *file);
size_t __fpending(FILE *file);
void __fpurge(FILE *file);
int __freadable(FILE *file);
int __fwritable(FILE *file);
int __freading(FILE *file);
int __fwriting(FILE *file);
int __flbf(FILE *file);
size_t __freadahead(FILE *file);
void __fseterr(FILE *file);

#ifdef __cplusplus
}
#endif

#endif
