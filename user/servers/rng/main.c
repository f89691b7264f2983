// SPDX-License-Identifier: MIT
/*
 * The driver of the entropy device. It waits for the device where it stands, unlike the block driver: the
 * wait is bounded, and the next caller would need the same answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include "user/lib/start.h"
#include "user/servers/driver/service.h"
#include "user/servers/rng/source.h"
#include "user/servers/virtio/probe.h"
#include "proto/rng.h"

#define BIT_INTERRUPT 1u
#define ANSWER_NS     2000000000 /* for one answer of the device, which may ration what it gives */

static struct service service;
static struct source source;
static handle_t interrupt;

/* init starts us again, and the device is reset then. */
static void take(void)
{
	virtio_seen(&source.device);
	if (source_take(&source) == RING_BROKEN) {
		virtio_reset(&source.device);
		printf("rng: the device says what cannot be\n");
		exit(EXIT_FAILURE);
	}
	sys_interrupt_ack(interrupt);
}

/* False: the device does not answer, though it may interrupt. It stays asked, and its answer is taken when it
 * comes; until then nobody is kept waiting once more. */
static bool refill(void)
{
	uint64_t now = sys_clock(), end = now + ANSWER_NS;

	if (source.posted)
		return false;
	source_ask(&source);
	for (; source.posted; now = sys_clock()) {
		if (now >= end || sys_wait_bits(service.notification, (long)(end - now)) < 0)
			return false;
		take();
	}
	return true;
}

static long serve_get(void *context, const struct message *m, uint64_t amount, void *out)
{
	uint32_t have = 0;

	(void)context;
	(void)m;
	if (amount == 0 || amount > MESSAGE_INLINE)
		return ERR_INVALID;
	for (;;) {
		have += source_get(&source, (uint8_t *)out + have, (uint32_t)amount - have);
		if (have == amount)
			return (long)amount;
		if (!refill())
			return ERR_IO;
	}
}

static const struct rng_server server = {.get = serve_get};

static bool dispatch(struct message *m)
{
	return rng_dispatch(&server, NULL, m);
}

static void on_bits(uint64_t bits)
{
	if (bits & BIT_INTERRUPT)
		take();
}

static void start(handle_t system)
{
	static struct device place;
	static struct dma dma;
	long err = virtio_probe(system, VIRTIO_ENTROPY, &place, &source.device);

	if (err == ERR_NOT_FOUND) /* nothing to do on this machine: init does not start us again */
		exit(EXIT_SUCCESS);
	service_need(err, "rng: looking for the device");
	service_need(device_dma(system, start_handle(LORIS_START_EXTRA), &dma),
		     "rng: memory for the device");
	service_need(service_make(&service), "rng: endpoint");
	service_need(source_start(&source, &dma), "rng: starting the device");
	err = device_interrupt(system, &place, service.notification, BIT_INTERRUPT);
	service_need(err, "rng: interrupt");
	interrupt = (handle_t)err;
}

int main(void)
{
	start(start_handle(LORIS_START_SYSTEM));
	service_need(service_publish(&service, start_handle(LORIS_START_INIT), "rng"),
		     "rng: register");
	service_run(&service, dispatch, on_bits);
}
