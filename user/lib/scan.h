/* SPDX-License-Identifier: MIT */
/* scanf: where the text comes from, and what one conversion does. */
#ifndef LORIS_USER_SCAN_H
#define LORIS_USER_SCAN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

enum scan_result {
	SCAN_OK,
	SCAN_WRONG, /* what comes is something else */
	SCAN_END,   /* nothing comes */
};

struct scan {
	FILE *file; /* NULL: text */
	const unsigned char *text;
	long taken; /* bytes */
};

/* One conversion of the format. */
struct directive {
	bool drop;     /* * */
	int width;     /* 0: none */
	char length;   /* h l L j z t; H: hh, q: ll */
	char what;     /* the conversion */
	bool set[256]; /* of %[ */
};

/* EOF at the end. */
int loris_scan_next(struct scan *s);
/* What was taken last comes again. */
void loris_scan_back(struct scan *s, int c);
/* White space. */
void loris_scan_skip(struct scan *s);

/* `to`: where the result goes; NULL: nowhere. */
enum scan_result loris_scan_integer(struct scan *s, const struct directive *d, void *to);
enum scan_result loris_scan_float(struct scan *s, const struct directive *d, void *to);
enum scan_result loris_scan_text(struct scan *s, const struct directive *d, void *to);
void loris_scan_store(const struct directive *d, void *to, unsigned long value);

int loris_scan(struct scan *s, const char *format, va_list args);

#endif
