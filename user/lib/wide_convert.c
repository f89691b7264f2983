// SPDX-License-Identifier: MIT
/* What <wchar.h> has for times and long numbers, by way of the functions for bytes: wide.c. */
#include <stdlib.h>
#include <time.h>
#include <wchar.h>

#define NUMBER_BYTES 512 /* of a number that is longer than that only so many digits count */

/* What a number may be made of: bytes all. */
static void copy_number(char *to, const wchar_t *from)
{
	size_t len = 0;

	while (len + 1 < NUMBER_BYTES && from[len] > 0 && from[len] < 0x80) {
		to[len] = (char)from[len];
		len++;
	}
	to[len] = '\0';
}

long double wcstold(const wchar_t *restrict from, wchar_t **restrict end)
{
	char bytes[NUMBER_BYTES], *stop;
	long double value;

	copy_number(bytes, from);
	value = strtold(bytes, &stop);
	if (end)
		*end = (wchar_t *)from + (stop - bytes);
	return value;
}

size_t wcsftime(wchar_t *restrict to, size_t size, const wchar_t *restrict format,
		const struct tm *restrict when)
{
	size_t len = wcslen(format) + 1, n = 0;
	char *bytes = malloc(len + size);

	if (bytes && wcstombs(bytes, format, len) != (size_t)-1)
		n = strftime(bytes + len, size, bytes, when);
	if (n > 0)
		mbstowcs(to, bytes + len, size);
	free(bytes);
	return n;
}
