/* SPDX-License-Identifier: MIT */
/* picolibc's, and what POSIX has besides. */
#pragma GCC system_header

#ifdef LORIS_STDIO_H /* found by two ways */
#include_next <stdio.h>
#else
#define LORIS_STDIO_H

#include <sys/features.h>

/* Names that C, and before its 2008 POSIX too, leaves to programs. */
#define fdevopen picolibc_fdevopen
#define strfromd picolibc_strfromd
#define strfromf picolibc_strfromf
#define strfroml picolibc_strfroml
#if !__POSIX_VISIBLE
#define fdopen picolibc_fdopen
#define fileno picolibc_fileno
#define fseeko picolibc_fseeko
#define ftello picolibc_ftello
#endif
#if __POSIX_VISIBLE < 200809
#define fmemopen picolibc_fmemopen
#endif
#if !__MISC_VISIBLE && !__GNU_VISIBLE
#define asprintf   picolibc_asprintf
#define vasprintf  picolibc_vasprintf
#define setbuffer  picolibc_setbuffer
#define setlinebuf picolibc_setlinebuf
#endif
#include_next <stdio.h>
#undef fdevopen
#undef strfromd
#undef strfromf
#undef strfroml
#if !__POSIX_VISIBLE
#undef fdopen
#undef fileno
#undef fseeko
#undef ftello
#endif
#if __POSIX_VISIBLE < 200809
#undef fmemopen
#endif
#if !__MISC_VISIBLE && !__GNU_VISIBLE
#undef asprintf
#undef vasprintf
#undef setbuffer
#undef setlinebuf
#endif
#undef clearerror
#undef fdev_close
#undef fdev_setup_stream
#undef printf_float

#define stdin  stdin
#define stdout stdout
#define stderr stderr

#ifndef FOPEN_MAX
#define FOPEN_MAX 16
#endif
#ifndef FILENAME_MAX
#define FILENAME_MAX 256 /* a path of 255 bytes */
#endif

#if __POSIX_VISIBLE >= 200112

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

FILE *popen(const char *command, const char *mode);
int pclose(FILE *file);

void flockfile(FILE *file);
int ftrylockfile(FILE *file);
void funlockfile(FILE *file);

#define getc_unlocked(file)    getc(file)
#define putc_unlocked(c, file) putc(c, file)
#define getchar_unlocked()     getchar()
#define putchar_unlocked(c)    putchar(c)

#if __POSIX_VISIBLE >= 200809
ssize_t getdelim(char **__restrict line, size_t *__restrict size, int end, FILE *__restrict file);
FILE *open_memstream(char **at, size_t *len);
ssize_t getline(char **__restrict line, size_t *__restrict size, FILE *__restrict file);
int dprintf(int fd, const char *__restrict format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
int vdprintf(int fd, const char *__restrict format, __gnuc_va_list args)
	__attribute__((__format__(__printf__, 2, 0)));
#endif

#ifdef __cplusplus
}
#endif

#endif
#endif
