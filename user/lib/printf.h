/* SPDX-License-Identifier: MIT */
/* What the parts of printf share. */
#ifndef LORIS_USER_PRINTF_H
#define LORIS_USER_PRINTF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

int __wrap_vfprintf(FILE *restrict file, const char *restrict format, va_list args);

struct sink {
	FILE *file;
	size_t count; /* bytes so far */
	bool failed;
};

/* One conversion: %[flags][width][.precision][length]letter */
struct conversion {
	bool left, plus, blank, alternative, zeros;
	int width;
	int precision; /* below 0: none */
	int length;    /* 'H' for hh, 'h', 'l', 'q' for ll, 'j', 'z', 't', 'L', or 0 */
	char letter;
};

void loris_emit(struct sink *sink, const char *text, size_t len);
void loris_emit_many(struct sink *sink, char c, long count);

/* A sign or 0x, the prefix, comes before zeros that fill the width; `fill`: they may. */
void loris_emit_padded(struct sink *sink, const struct conversion *how, const char *prefix,
		       const char *text, size_t len, bool fill);

/* These take what they show: d, i; u, x, X, o; p. */
void loris_convert_signed(struct sink *sink, const struct conversion *how, va_list *args);
void loris_convert_unsigned(struct sink *sink, const struct conversion *how, va_list *args);
void loris_convert_pointer(struct sink *sink, const struct conversion *how, va_list *args);

/* letter: one of aefg or AEFG. */
void loris_emit_float(struct sink *sink, const struct conversion *how, long double value);

#endif
