// SPDX-License-Identifier: MIT
/*
 * crash KIND: does one thing that the kernel must stop. The kernel ends the process and reports it;
 * a process that gets past its fault exits with SURVIVED. The one exception is `badcall`, which
 * must come back and exit with 0.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "user/lib/fpregs.h"
#include "user/programs/crash/crash.h"

#define SURVIVED      99
#define KERNEL_HALF   0xffffffc080200000ul
#define C_JR_RA	      0x8082 /* the instruction `ret` */
#define RECURSE_BYTES 512

int main(int argc, char **argv);

/* By way of a variable: gcc puts a trap behind a store that it knows to be to NULL. */
static volatile char *volatile nowhere;

static void null(void)
{
	*nowhere = 1;
}

static void kernel(void)
{
	(void)*(volatile char *)KERNEL_HALF;
}

static void text(void)
{
	*(volatile char *)(uintptr_t)main = 1;
}

static void jump(void)
{
	static uint16_t code[] = {C_JR_RA, C_JR_RA};

	((void (*)(void))(uintptr_t)code)();
}

/* The buffer is used after the call too, so that the compiler cannot turn it into a loop. */
static int recurse(int depth)
{
	volatile char buf[RECURSE_BYTES];

	buf[0] = (char)depth;
	return depth < 0 ? 0 : recurse(depth + 1) + buf[0];
}

static void stack(void)
{
	volatile int start = 1;

	recurse(start);
}

static void illegal(void)
{
	__asm__ volatile("unimp");
}

/* Throws away what a cache holds and memory does not yet: what somebody else freed, perhaps. */
static void cache(void)
{
	static uint64_t line[8] __attribute__((aligned(64)));

	__asm__ volatile(".insn i 0x0f, 2, x0, %0, 0" ::"r"(line) : "memory"); /* cbo.inval */
}

static void misaligned(void)
{
	static uint32_t words[2];

	__asm__ volatile("amoadd.w zero, zero, (%0)" ::"r"((char *)words + 1) : "memory");
}

/* Ends with every floating-point register in use: the next process must not see them. */
static void fpu(void)
{
	fp_fault(0x123456789abcdef0);
}

static void badcall(void)
{
	exit(bad_calls());
}

static const struct {
	const char *name;
	void (*run)(void);
} kinds[] = {
	{"null", null},	      {"kernel", kernel},   {"text", text}, {"jump", jump},
	{"stack", stack},     {"illegal", illegal}, {"fpu", fpu},   {"misaligned", misaligned},
	{"badcall", badcall}, {"cache", cache},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < KINDS; i++) {
		if (strcmp(argv[1], kinds[i].name) == 0) {
			kinds[i].run();
			_exit(SURVIVED);
		}
	}
	printf("usage: crash ");
	for (size_t i = 0; i < KINDS; i++)
		printf("%s%s", kinds[i].name, i + 1 < KINDS ? "|" : "\n");
	return 2;
}
