// SPDX-License-Identifier: MIT
/*
 * idle [MS [STATUS]]: sleeps, exits. The smallest program, by which the cost of a process is
 * measured: it uses nothing of the C library.
 */
#include <stdint.h>
#include "user/lib/sys.h"

static uint64_t number(const char *text)
{
	uint64_t n = 0;

	while (*text >= '0' && *text <= '9')
		n = n * 10 + (uint64_t)(*text++ - '0');
	return n;
}

int main(int argc, char **argv)
{
	if (argc > 1)
		sys_sleep(number(argv[1]) * 1000000);
	return argc > 2 ? (int)number(argv[2]) : 0;
}
