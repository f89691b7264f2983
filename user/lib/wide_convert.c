// SPDX-License-Identifier: MIT
/* What <wchar.h> has for times, by way of the function for bytes: wide.c. */
#include <stdlib.h>
#include <time.h>
#include <wchar.h>

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
