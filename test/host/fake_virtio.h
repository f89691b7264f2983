/* SPDX-License-Identifier: MIT */
/*
 * A virtio block or entropy device in the place of the registers, for the tests of the drivers: with either register
 * layout, obedient unless told to lie. It finds the rings through what the driver wrote to its registers.
 */
#ifndef LORIS_TEST_FAKE_VIRTIO_H
#define LORIS_TEST_FAKE_VIRTIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_PHYSICAL \
	0x87654000ull /* where the device sees the memory; no address of this process */
#define FAKE_MEMORY  (1 << 20)
#define FAKE_SECTORS 1000

struct fake {
	/* set by the test: */
	uint32_t magic, version, id;
	uint64_t offers; /* feature bits */
	uint32_t queue_max;
	uint64_t capacity;
	uint32_t block;	       /* bytes */
	bool refuses_features; /* FEATURES_OK does not stick */
	bool never_resets;
	bool needs_reset;     /* says so once it runs */
	bool waits;	      /* does nothing when notified, only in fake_run() */
	uint8_t status_byte;  /* of what it answers */
	int32_t length_error; /* added to the length that it says */
	/* what the driver did: */
	uint32_t status, features_sel, queue_sel;
	uint64_t accepted;
	uint32_t queue_num, align, page_size, ready;
	uint64_t descriptor, available, used;
	uint16_t seen; /* index of the next available chain */
	unsigned served, resets, flushes;
	uint8_t last_given;
	uint8_t memory[FAKE_MEMORY] __attribute__((aligned(4096)));
	uint8_t disk[FAKE_SECTORS * 512];
};

extern struct fake fake;

void fake_reset(uint32_t version);
void fake_run(void);				    /* serves what is available */
void fake_say_used(uint32_t head, uint32_t length); /* whether or not it was available */

#endif
