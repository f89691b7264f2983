/* SPDX-License-Identifier: MIT */
/*
 * The one formatter. Of printf's language it knows: %d %i %u %x %X %c %s %p %%; the lengths l, ll,
 * z, j and t; flags '-' and '0'; a width, and for %s a precision, both also as '*'. At anything
 * else it copies the rest of the format out as it stands, since it can no longer tell which
 * argument is next.
 */
#ifndef LORIS_FORMAT_H
#define LORIS_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

typedef void fmt_put(void *ctx, char c);

/* Gives each character to put; returns how many there were. */
__attribute__((format(printf, 3, 0))) int fmt_vprint(fmt_put *put, void *ctx, const char *fmt,
						     va_list ap);

/* As snprintf: buf gets at most size bytes and, if size is not 0, always ends in NUL; returns the
   length that the whole text would have had. */
__attribute__((format(printf, 3, 0))) int fmt_vsnprint(char *buf, size_t size, const char *fmt,
						       va_list ap);
__attribute__((format(printf, 3, 4))) int fmt_snprint(char *buf, size_t size, const char *fmt, ...);

#endif
