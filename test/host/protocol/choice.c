/* SPDX-License-Identifier: MIT */
#include "test/host/protocol/model.h"

static uint64_t state;
static const uint8_t *bytes;
static size_t bytes_left;
static bool from_bytes;

void choose_from_seed(uint64_t seed)
{
	state = seed;
	from_bytes = false;
}

void choose_from_bytes(const uint8_t *data, size_t size)
{
	state = 1;
	bytes = data;
	bytes_left = size;
	from_bytes = true;
}

bool choices_left(void)
{
	return !from_bytes || bytes_left > 0;
}

/* Splitmix64. */
static uint64_t next(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned choose(unsigned n)
{
	if (!from_bytes || bytes_left == 0)
		return (unsigned)(next() % n);
	bytes_left--;
	return *bytes++ % n;
}
