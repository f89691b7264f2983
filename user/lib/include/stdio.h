/* SPDX-License-Identifier: MIT */
/* picolibc's, and what POSIX has besides. */
#pragma GCC system_header
#include_next <stdio.h>

#ifndef LORIS_STDIO_H
#define LORIS_STDIO_H

#ifndef FOPEN_MAX
#define FOPEN_MAX 16
#endif
#ifndef FILENAME_MAX
#define FILENAME_MAX 256 /* a path of 255 bytes */
#endif

#include <sys/features.h>

#if __POSIX_VISIBLE >= 200112

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

void flockfile(FILE *file);
int ftrylockfile(FILE *file);
void funlockfile(FILE *file);

#define getc_unlocked(file)    getc(file)
#define putc_unlocked(c, file) putc(c, file)
#define getchar_unlocked()     getchar()
#define putchar_unlocked(c)    putchar(c)

#if __POSIX_VISIBLE >= 200809
ssize_t getdelim(char **__restrict line, size_t *__restrict size, int end, FILE *__restrict file);
ssize_t getline(char **__restrict line, size_t *__restrict size, FILE *__restrict file);
int dprintf(int fd, const char *__restrict format, ...) __attribute__((format(printf, 2, 3)));
#endif

#ifdef __cplusplus
}
#endif

#endif
#endif
