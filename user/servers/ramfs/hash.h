/* SPDX-License-Identifier: MIT */
/* SipHash-1-3: who does not know the key cannot choose names that meet in one chain. */
#ifndef RAMFS_HASH_H
#define RAMFS_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_key {
	uint64_t half[2];
};

/* Of a number, and so many bytes behind it. */
uint64_t hash(const struct hash_key *key, uint64_t number, const char *bytes, size_t len);

#endif
