// SPDX-License-Identifier: MIT
#include "user/programs/fuzz/fuzz.h"

#define POOL 48

/* Shared by threads that may be killed, so without a lock. What stands here may have been closed. */
static handle_t pool[POOL];

/* xorshift64*: small, and the same on every machine. */
uint64_t draw(struct dice *d, uint64_t below)
{
	d->state ^= d->state >> 12;
	d->state ^= d->state << 25;
	d->state ^= d->state >> 27;
	return (d->state * 0x2545F4914F6CDD1Dull >> 16) % below;
}

bool one_in(struct dice *d, unsigned n)
{
	return draw(d, n) == 0;
}

uint64_t wild(struct dice *d)
{
	static const uint64_t edges[] = {
		0,
		1,
		2,
		7,
		8,
		0xfff,
		0x1000,
		0x1001,
		0x7fffffff,
		0x80000000,
		0xffffffff,
		0x100000000,
		0x3ffffff000,
		0x4000000000 - 1,
		0x4000000000,
		0x7fffffffffffffff,
		0x8000000000000000,
		0xffffffc000000000,
		0xfffffffffff80000,
		0xfffffffffffff000,
		0xffffffffffffffff,
	};
	uint64_t value = edges[draw(d, sizeof(edges) / sizeof(*edges))];

	switch (draw(d, 4)) {
	case 0:
		return value + draw(d, 17) - 8;
	case 1:
		return draw(d, 1ull << 47) << 17 ^ draw(d, 1ull << 47);
	default:
		return value;
	}
}

handle_t pool_any(struct dice *d)
{
	return __atomic_load_n(&pool[draw(d, POOL)], __ATOMIC_RELAXED);
}

handle_t pool_handle(struct strand *s)
{
	struct dice *d = &s->dice;
	handle_t h = pool_any(d);

	switch (s->honest ? 24 : draw(d, 24)) {
	case 0:
		return h + ((draw(d, 3) - 1) << 32); /* its predecessor or its successor */
	case 1:
		return h ^ 1ull << draw(d, 64);
	case 2:
		return draw(d, 40) | 1ull << 32; /* somebody's, maybe ours */
	case 3:
		return wild(d);
	default:
		return h;
	}
}

/* Takes the place of another, which is closed, or else forgotten. */
void pool_put(struct strand *s, handle_t h)
{
	handle_t old = __atomic_exchange_n(&pool[draw(&s->dice, POOL)], h, __ATOMIC_RELAXED);
	uint64_t args[7] = {old};

	if (old && !one_in(&s->dice, 50))
		call(s, SYS_handle_close, args, NULL);
}
