// SPDX-License-Identifier: MIT
/*
 * Random numbers that a program always gets: from the rng server; where there is none, from the clock, which who knows the
 * time can foretell. (picolibc's own ends a program that has no getentropy.)
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include "user/lib/sys.h"

static uint64_t counted;

/* splitmix64: numbers that are counted up come out well mixed. */
static uint64_t from_clock(void)
{
	uint64_t n =
		__atomic_add_fetch(&counted, 0x9e3779b97f4a7c15, __ATOMIC_RELAXED) + sys_clock();

	n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
	n = (n ^ n >> 27) * 0x94d049bb133111eb;
	return n ^ n >> 31;
}

void arc4random_buf(void *buf, size_t len)
{
	char *to = buf;
	ssize_t got = getrandom(buf, len, 0);

	for (size_t done = got > 0 ? (size_t)got : 0; done < len;) {
		uint64_t n = from_clock();
		size_t part = len - done < sizeof(n) ? len - done : sizeof(n);

		memcpy(to + done, &n, part);
		done += part;
	}
}

uint32_t arc4random(void)
{
	uint32_t n;

	arc4random_buf(&n, sizeof(n));
	return n;
}

/* Of the numbers below a multiple of the limit each remainder is as likely as any other. */
uint32_t arc4random_uniform(uint32_t limit)
{
	uint32_t n, uneven = limit ? -limit % limit : 0;

	do
		n = arc4random();
	while (n < uneven);
	return limit ? n % limit : 0;
}
