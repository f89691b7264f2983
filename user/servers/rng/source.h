/* SPDX-License-Identifier: MIT */
/* The entropy device (virtio 1.2, section 5.4), and the small pool of what it gave and nobody has got. */
#ifndef LORIS_RNG_SOURCE_H
#define LORIS_RNG_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include "user/servers/virtio/virtio.h"

#define POOL 256 /* bytes */

struct source {
	struct virtio device;
	struct ring ring;
	struct dma *dma;
	uint8_t *given; /* POOL bytes where the device writes */
	bool posted;	/* it has been asked, and owns them */
	uint8_t pool[POOL];
	uint32_t count; /* bytes of the pool that are left */
};

/* Takes over a device that virtio_find() found. OK, ERR_IO or ERR_NO_MEMORY; then it has been reset. */
long source_start(struct source *source, struct dma *dma);

/* Asks the device, unless it has been asked. The pool's rest is kept until source_take(). */
void source_ask(struct source *source);

/* RING_TAKEN: the pool has at least one byte now. */
enum ring_result source_take(struct source *source);

/* Moves up to `most` bytes out of the pool, where they are erased; returns how many. */
uint32_t source_get(struct source *source, uint8_t *out, uint32_t most);

#endif
