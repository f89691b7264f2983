/* SPDX-License-Identifier: MIT */
#include "lib/bitmap.h"

const uint8_t bit_de_bruijn_index[64] = {
	0,  1,	48, 2,	57, 49, 28, 3,	61, 58, 50, 42, 38, 29, 17, 4,	62, 55, 59, 36, 53, 51,
	43, 22, 45, 39, 33, 30, 24, 18, 12, 5,	63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21,
	44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9,	13, 8,	7,  6,
};

/* Finds a set bit in the map with every word XORed with `flip`. */
static size_t find(const uint64_t *map, size_t nbits, size_t from, uint64_t flip)
{
	size_t word = from / 64, bit;
	uint64_t bits;

	if (from >= nbits)
		return nbits;
	bits = (map[word] ^ flip) & ~0ull << (from % 64);
	while (!bits) {
		if (++word >= BITMAP_WORDS(nbits))
			return nbits;
		bits = map[word] ^ flip;
	}
	bit = word * 64 + bit_lowest64(bits);
	return bit < nbits ? bit : nbits;
}

size_t bitmap_find_clear(const uint64_t *map, size_t nbits, size_t from)
{
	return find(map, nbits, from, ~0ull);
}

size_t bitmap_find_set(const uint64_t *map, size_t nbits, size_t from)
{
	return find(map, nbits, from, 0);
}
