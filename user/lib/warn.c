// SPDX-License-Identifier: MIT
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/start.h"

/* The first argument, without folders. */
const char *getprogname(void)
{
	const char *name = (const char *)(loris_start + 1);
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

static void say(const char *reason, const char *format, va_list args)
{
	flockfile(stderr);
	fprintf(stderr, "%s: ", getprogname());
	if (format)
		vfprintf(stderr, format, args);
	if (reason)
		fprintf(stderr, "%s%s", format ? ": " : "", reason);
	putc('\n', stderr);
	funlockfile(stderr);
}

void vwarn(const char *format, va_list args)
{
	say(strerror(errno), format, args);
}

void vwarnx(const char *format, va_list args)
{
	say(NULL, format, args);
}

void verr(int status, const char *format, va_list args)
{
	vwarn(format, args);
	exit(status);
}

void verrx(int status, const char *format, va_list args)
{
	vwarnx(format, args);
	exit(status);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarn(format, args);
	va_end(args);
}

void warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
}

void err(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	verr(status, format, args);
}

void errx(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	verrx(status, format, args);
}
