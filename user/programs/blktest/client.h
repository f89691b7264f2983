/* SPDX-License-Identifier: MIT */
/* A client of the block driver, and the pattern that this program writes. */
#ifndef BLKTEST_CLIENT_H
#define BLKTEST_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include "proto/block.h"

#define SECTOR	     512
#define BUFFER_BYTES 65536

struct client {
	handle_t session;
	uint64_t *buffer;		   /* shared with the driver */
	uint64_t sectors, alignment, most; /* what the driver says */
	bool read_only;
};

/* A session with a buffer. OK, or an error; then nothing is left of it. */
long client_open(struct client *client);
void client_close(struct client *client);

/* Between the disk and the buffer's start. */
long client_read(struct client *client, uint64_t sector, uint64_t count);
long client_write(struct client *client, uint64_t sector, uint64_t count);

/* What the sectors hold after `fill SEED`; test/boot/disk.py computes the same. */
void pattern_make(uint64_t *buffer, uint64_t seed, uint64_t sector, uint64_t count);
bool pattern_is(const uint64_t *buffer, uint64_t seed, uint64_t sector, uint64_t count);

/* Splitmix64. */
uint64_t mix(uint64_t *state);

#endif
