// SPDX-License-Identifier: MIT
/* cksum FILE...: sum, length and name of each, as POSIX has it: whether a file is the same here and there. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define POLYNOMIAL 0x04c11db7u

static uint32_t add(uint32_t sum, unsigned byte)
{
	sum ^= (uint32_t)byte << 24;
	for (int bit = 0; bit < 8; bit++)
		sum = sum & 0x80000000u ? sum << 1 ^ POLYNOMIAL : sum << 1;
	return sum;
}

static int check(const char *name)
{
	FILE *file = fopen(name, "rb");
	uint32_t sum = 0;
	long length = 0;
	int c;

	if (!file) {
		perror(name);
		return EXIT_FAILURE;
	}
	for (; (c = getc(file)) != EOF; length++)
		sum = add(sum, (unsigned)c);
	fclose(file);
	for (long rest = length; rest; rest >>= 8)
		sum = add(sum, rest & 0xff);
	printf("%lu %ld %s\n", (unsigned long)(uint32_t)~sum, length, name);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int status = EXIT_SUCCESS;

	for (int i = 1; i < argc; i++)
		status |= check(argv[i]);
	return status;
}
