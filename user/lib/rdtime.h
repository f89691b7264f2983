/* SPDX-License-Identifier: MIT */
/* The machine's clock, read without the kernel: struct loris_self's timebase ticks in a second. */
#ifndef LORIS_USER_RDTIME_H
#define LORIS_USER_RDTIME_H

#include <stdint.h>

static inline uint64_t rdtime(void)
{
	uint64_t ticks;

	__asm__ volatile("rdtime %0" : "=r"(ticks)::"memory");
	return ticks;
}

#endif
