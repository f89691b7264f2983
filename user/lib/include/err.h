/* SPDX-License-Identifier: MIT */
/* Complaints, as BSD and Linux have them: the program's name, the text, and (no x) what errno says. */
#ifndef LORIS_ERR_H
#define LORIS_ERR_H

#include <stdarg.h>

#define LORIS_FORMAT(n, args) __attribute__((__format__(__printf__, n, args)))

#ifdef __cplusplus
extern "C" {
#endif

void warn(const char *format, ...) LORIS_FORMAT(1, 2);
void vwarn(const char *format, va_list args) LORIS_FORMAT(1, 0);
void warnx(const char *format, ...) LORIS_FORMAT(1, 2);
void vwarnx(const char *format, va_list args) LORIS_FORMAT(1, 0);
__attribute__((__noreturn__)) void err(int status, const char *format, ...) LORIS_FORMAT(2, 3);
__attribute__((__noreturn__)) void verr(int status, const char *format, va_list args)
	LORIS_FORMAT(2, 0);
__attribute__((__noreturn__)) void errx(int status, const char *format, ...) LORIS_FORMAT(2, 3);
__attribute__((__noreturn__)) void verrx(int status, const char *format, va_list args)
	LORIS_FORMAT(2, 0);

#ifdef __cplusplus
}
#endif

#undef LORIS_FORMAT

#endif
