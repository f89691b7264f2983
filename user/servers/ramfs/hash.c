/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/hash.h"
#include <string.h>

struct state {
	uint64_t v[4];
};

static inline uint64_t rotate(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static inline void mix(struct state *s)
{
	uint64_t *v = s->v;

	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32) + v[3];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

static inline void take(struct state *s, uint64_t word)
{
	s->v[3] ^= word;
	mix(s);
	s->v[0] ^= word;
}

uint64_t hash(const struct hash_key *key, uint64_t number, const char *bytes, size_t len)
{
	const uint64_t *k = key->half;
	struct state s = {{k[0] ^ 0x736f6d6570736575, k[1] ^ 0x646f72616e646f6d,
			   k[0] ^ 0x6c7967656e657261, k[1] ^ 0x7465646279746573}};
	uint64_t word, last = (uint64_t)(len + sizeof(number)) << 56;

	take(&s, number);
	for (; len >= sizeof(word); bytes += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		take(&s, word);
	}
	while (len--)
		last |= (uint64_t)(uint8_t)bytes[len] << 8 * len;
	take(&s, last);
	s.v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		mix(&s);
	return s.v[0] ^ s.v[1] ^ s.v[2] ^ s.v[3];
}
