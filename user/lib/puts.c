// SPDX-License-Identifier: MIT
/* To stdout, which a program gets only if it uses it. */
#include "user/lib/stream.h"

int puts(const char *text)
{
	int result;

	__bufio_lock(stdout);
	result = fputs(text, stdout) < 0 || fputc('\n', stdout) < 0 ? EOF : 0;
	__bufio_unlock(stdout);
	return result;
}
