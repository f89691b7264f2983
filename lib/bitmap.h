/* SPDX-License-Identifier: MIT */
/*
 * Bits over arrays of 64-bit words: bit n is bit n % 64 of word n / 64. No locking: the owner of
 * the array sees to that.
 */
#ifndef LORIS_BITMAP_H
#define LORIS_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITMAP_WORDS(nbits) (((nbits) + 63) / 64)

/* Every 6-bit window of this de Bruijn number differs, so the top six bits of its product with a
   power of two name the power. */
#define BIT_DE_BRUIJN 0x03f79d71b4cb0a89ull
extern const uint8_t bit_de_bruijn_index[64];

/* Index of the lowest set bit; word must not be 0. Compiles to no libgcc call, which
   __builtin_ctzll does where there is no Zbb. */
static inline unsigned bit_lowest64(uint64_t word)
{
	return bit_de_bruijn_index[((word & -word) * BIT_DE_BRUIJN) >> 58];
}

static inline void bitmap_set(uint64_t *map, size_t bit)
{
	map[bit / 64] |= 1ull << (bit % 64);
}

static inline void bitmap_clear(uint64_t *map, size_t bit)
{
	map[bit / 64] &= ~(1ull << (bit % 64));
}

static inline bool bitmap_test(const uint64_t *map, size_t bit)
{
	return map[bit / 64] >> (bit % 64) & 1;
}

/* Clears all whole words that nbits take. */
static inline void bitmap_zero(uint64_t *map, size_t nbits)
{
	for (size_t i = 0; i < BITMAP_WORDS(nbits); i++)
		map[i] = 0;
}

/* The first such bit at or after `from`; nbits when there is none. */
size_t bitmap_find_clear(const uint64_t *map, size_t nbits, size_t from);
size_t bitmap_find_set(const uint64_t *map, size_t nbits, size_t from);

#endif
