// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include "user/lib/forward.h"
#include "user/lib/scan.h"

int vfscanf(FILE *restrict file, const char *restrict format, va_list args)
{
	return loris_scan(&(struct scan){.file = file}, format, args);
}

int vsscanf(const char *restrict text, const char *restrict format, va_list args)
{
	return loris_scan(&(struct scan){.text = (const unsigned char *)text}, format, args);
}

int vscanf(const char *restrict format, va_list args)
{
	return vfscanf(stdin, format, args);
}

int fscanf(FILE *restrict file, const char *restrict format, ...)
{
	FORWARD(vfscanf(file, format, args));
}

int sscanf(const char *restrict text, const char *restrict format, ...)
{
	FORWARD(vsscanf(text, format, args));
}

int scanf(const char *restrict format, ...)
{
	FORWARD(vfscanf(stdin, format, args));
}
