/* SPDX-License-Identifier: MIT */
/* A program for test_elf.c: text, constants, data and bss, as a linker lays them out. */
static const char constant[] = "constant";
static int data = 7;
static char bss[10000];

int _start(void)
{
	const volatile char *c = constant;
	volatile int *d = &data;
	volatile char *b = bss;

	b[9999] = c[0];
	*d += b[9999];
	return *d;
}
