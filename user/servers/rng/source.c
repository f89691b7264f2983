// SPDX-License-Identifier: MIT
#include <string.h>
#include "lib/abi.h"
#include "user/servers/rng/source.h"

static long start(struct source *source, struct dma *dma)
{
	uint64_t features = 0;
	long err = virtio_negotiate(&source->device, &features);

	if (err == OK)
		err = virtio_ring(&source->device, 0, &source->ring, dma);
	if (err != OK)
		return err;
	source->given = dma_take(dma, POOL, sizeof(uint64_t));
	return source->given ? virtio_go(&source->device) : ERR_NO_MEMORY;
}

long source_start(struct source *source, struct dma *dma)
{
	long err = virtio_reset(&source->device);

	*source = (struct source){.device = source->device, .dma = dma};
	if (err != OK)
		return err;
	err = start(source, dma);
	if (err != OK)
		virtio_reset(&source->device);
	return err;
}

void source_ask(struct source *source)
{
	volatile struct ring_descriptor *d = &source->ring.descriptor[0];

	if (source->posted)
		return;
	source->posted = true;
	d->address = dma_physical(source->dma, source->given);
	d->length = POOL;
	d->flags = RING_WRITE;
	ring_post(&source->ring, 0);
	virtio_notify(&source->device, 0);
}

/* A length of nothing, or of more than there is room for, is no entropy but a broken device. */
enum ring_result source_take(struct source *source)
{
	uint32_t length;
	uint16_t head;
	enum ring_result taken = ring_take(&source->ring, &head, &length);

	if (taken != RING_TAKEN)
		return taken;
	source->posted = false;
	if (length == 0 || length > POOL)
		return RING_BROKEN;
	memcpy(source->pool, source->given, length);
	memset(source->given, 0, POOL);
	source->count = length;
	return RING_TAKEN;
}

uint32_t source_get(struct source *source, uint8_t *out, uint32_t most)
{
	uint32_t n = most < source->count ? most : source->count;

	source->count -= n;
	memcpy(out, source->pool + source->count, n);
	memset(source->pool + source->count, 0, n);
	return n;
}
