/* SPDX-License-Identifier: MIT */
/* The hash of ramfs's names: SipHash-1-3, by its results, and what it is there for. */
#include "test/host/support.h"
#include "user/servers/ramfs/hash.h"

#define CHAINS 256
#define NAMES  1024

static const struct hash_key one = {{0x0706050403020100, 0x0f0e0d0c0b0a0908}};
static const struct hash_key other = {{0x0706050403020100, 0x0f0e0d0c0b0a0909}};

static size_t chain_of(const struct hash_key *key, uint64_t number)
{
	char name[32];

	return hash(key, 7, name,
		    (size_t)snprintf(name, sizeof(name), "n%llu", (unsigned long long)number)) %
	       CHAINS;
}

static size_t longest(const struct hash_key *key, const uint64_t *names)
{
	size_t count[CHAINS] = {0}, most = 0;

	for (size_t i = 0; i < NAMES; i++)
		count[chain_of(key, names[i])]++;
	for (size_t i = 0; i < CHAINS; i++)
		most = count[i] > most ? count[i] : most;
	return most;
}

/* Of the bytes 0, 1, 2, ..., the first eight of which are the number. */
static void it_is_siphash(void **state)
{
	static const char bytes[] = {8,	 9,  10, 11, 12, 13, 14, 15, 16, 17,
				     18, 19, 20, 21, 22, 23, 24, 25, 26};

	(void)state;
	assert_int_equal(hash(&one, one.half[0], bytes, 0), 0x369095118d299a8e);
	assert_int_equal(hash(&one, one.half[0], bytes, 7), 0xd320d86d2a519956);
	assert_int_equal(hash(&one, one.half[0], bytes, 8), 0xcc4fdd1a7d908b66);
	assert_int_equal(hash(&one, one.half[0], bytes, 19), 0xa91dc74e4ade3b35);
}

/* Who knows one key has chosen them. */
static void names_that_meet_by_one_key_part_by_another(void **state)
{
	static uint64_t names[NAMES];
	size_t found = 0;

	(void)state;
	for (uint64_t n = 0; found < NAMES; n++)
		if (chain_of(&one, n) == 0)
			names[found++] = n;
	assert_int_equal(longest(&one, names), NAMES);
	assert_true(longest(&other, names) < 20);
}

/* Each byte, its place, and the number count. */
static void whatever_differs_counts(void **state)
{
	char name[40] = {0};
	uint64_t seen[3 * sizeof(name)];
	size_t n = 0;

	(void)state;
	for (size_t len = 0; len < sizeof(name); len++) {
		seen[n++] = hash(&one, 1, name, len);
		seen[n++] = hash(&one, 2 + len, name, sizeof(name));
		name[len] = 1;
		seen[n++] = hash(&one, 1, name, sizeof(name));
		name[len] = 0;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			assert_true(seen[i] != seen[j]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_siphash),
		cmocka_unit_test(names_that_meet_by_one_key_part_by_another),
		cmocka_unit_test(whatever_differs_counts),
	};

	return RUN_TESTS(tests);
}
