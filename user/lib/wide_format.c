// SPDX-License-Identifier: MIT
/* printf and scanf of wide characters, by way of those of bytes: wide.c. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "user/lib/forward.h"

/* The text in bytes, which the caller frees; NULL and errno. */
static char *narrow(const wchar_t *text)
{
	size_t len = wcslen(text);
	char *bytes = malloc(len + 1);

	if (bytes && wcstombs(bytes, text, len + 1) == (size_t)-1) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

int vfwprintf(FILE *restrict file, const wchar_t *restrict format, va_list args)
{
	char *bytes = narrow(format);
	int n = bytes ? vfprintf(file, bytes, args) : -1;

	free(bytes);
	return n;
}

/* What does not fit is an error, not cut off. */
int vswprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format, va_list args)
{
	char *bytes = narrow(format), *text = NULL;
	int n = bytes ? vasprintf(&text, bytes, args) : -1;

	free(bytes);
	if (n < 0)
		return -1;
	if ((size_t)n >= size)
		n = -1;
	else
		mbstowcs(to, text, size);
	free(text);
	return n;
}

int vwprintf(const wchar_t *restrict format, va_list args)
{
	return vfwprintf(stdout, format, args);
}

int vfwscanf(FILE *restrict file, const wchar_t *restrict format, va_list args)
{
	char *bytes = narrow(format);
	int n = bytes ? vfscanf(file, bytes, args) : EOF;

	free(bytes);
	return n;
}

int vswscanf(const wchar_t *restrict from, const wchar_t *restrict format, va_list args)
{
	char *text = narrow(from), *bytes = text ? narrow(format) : NULL;
	int n = bytes ? vsscanf(text, bytes, args) : EOF;

	free(bytes);
	free(text);
	return n;
}

int vwscanf(const wchar_t *restrict format, va_list args)
{
	return vfwscanf(stdin, format, args);
}

int fwprintf(FILE *restrict file, const wchar_t *restrict format, ...)
{
	FORWARD(vfwprintf(file, format, args));
}

int swprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format, ...)
{
	FORWARD(vswprintf(to, size, format, args));
}

int wprintf(const wchar_t *restrict format, ...)
{
	FORWARD(vfwprintf(stdout, format, args));
}

int fwscanf(FILE *restrict file, const wchar_t *restrict format, ...)
{
	FORWARD(vfwscanf(file, format, args));
}

int swscanf(const wchar_t *restrict from, const wchar_t *restrict format, ...)
{
	FORWARD(vswscanf(from, format, args));
}

int wscanf(const wchar_t *restrict format, ...)
{
	FORWARD(vfwscanf(stdin, format, args));
}
