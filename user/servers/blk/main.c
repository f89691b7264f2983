// SPDX-License-Identifier: MIT
/* The block driver: user/proto/block.proto says what it serves, docs/drivers.md how it lives. */
#include <stdlib.h>
#include "user/lib/start.h"
#include "user/servers/blk/queue.h"
#include "user/servers/virtio/probe.h"
#include "proto/block.h"

static struct service service;
static struct queue queue = {.service = &service};

static long serve_connect(void *context, const struct message *m, handle_t *session)
{
	long copy;

	(void)context;
	if (session_is_badge(m->badge))
		return ERR_INVALID;
	copy = session_open(&service, m->badge, BIT_SESSION);
	if (copy < 0)
		return copy;
	*session = (handle_t)copy;
	return OK;
}

static long serve_info(void *context, const struct message *m, uint64_t *sectors,
		       uint64_t *sector_size, uint64_t *flags, uint64_t *alignment,
		       uint64_t *most_sectors)
{
	const struct disk *disk = &queue.disk;

	(void)context;
	if (!session_of(m->badge))
		return ERR_PERM;
	*sectors = disk->sectors;
	*sector_size = DISK_SECTOR;
	*flags = disk->read_only;
	*alignment = disk->block;
	*most_sectors = DISK_COUNT;
	return OK;
}

static long serve_buffer(void *context, const struct message *m, uint64_t size, handle_t memory)
{
	struct session *session = session_of(m->badge);
	long result = session ? session_buffer(session, memory, size) : ERR_PERM;

	(void)context;
	sys_handle_close(memory);
	return result;
}

static long transfer(uint64_t badge, enum disk_operation operation, uint64_t sector, uint64_t count,
		     uint64_t offset)
{
	struct session *session = session_of(badge);
	long err;

	if (!session)
		return ERR_PERM;
	err = disk_check(&queue.disk, operation, sector, count);
	if (err != OK)
		return err;
	if (offset > session->size || count * DISK_SECTOR > session->size - offset)
		return ERR_INVALID;
	return queue_add(&queue, session, operation, sector, (uint32_t)count, offset);
}

static long serve_read(void *context, const struct message *m, uint64_t sector, uint64_t sectors,
		       uint64_t offset)
{
	(void)context;
	return transfer(m->badge, DISK_READ, sector, sectors, offset);
}

static long serve_write(void *context, const struct message *m, uint64_t sector, uint64_t sectors,
			uint64_t offset)
{
	(void)context;
	return transfer(m->badge, DISK_WRITE, sector, sectors, offset);
}

/* A disk that has no flush writes before it answers: section 5.2.6.1 of virtio 1.2. */
static long serve_flush(void *context, const struct message *m)
{
	(void)context;
	return queue.disk.flushes     ? transfer(m->badge, DISK_FLUSH, 0, 0, 0)
	       : session_of(m->badge) ? OK
				      : ERR_PERM;
}

static const struct block_server server = {
	.connect = serve_connect,
	.info = serve_info,
	.buffer = serve_buffer,
	.read = serve_read,
	.write = serve_write,
	.flush = serve_flush,
};

static bool dispatch(struct message *m)
{
	return block_dispatch(&server, NULL, m);
}

static void on_bits(uint64_t bits)
{
	queue_bits(&queue, bits);
}

/* The disk is at rest from disk_start() on; only then anything of ours depends on its memory. */
static void start(handle_t system)
{
	static struct device place;
	static struct dma dma;
	long err = virtio_probe(system, VIRTIO_BLOCK, &place, &queue.disk.device);

	if (err == ERR_NOT_FOUND) /* nothing to do on this machine: init does not start us again */
		exit(EXIT_SUCCESS);
	service_need(err, "blk: looking for the disk");
	service_need(device_dma(system, start_handle(LORIS_START_EXTRA), &dma),
		     "blk: memory for the disk");
	service_need(service_make(&service), "blk: endpoint");
	service_need(disk_start(&queue.disk, &dma), "blk: starting the disk");
	err = device_interrupt(system, &place, service.notification, BIT_INTERRUPT);
	service_need(err, "blk: interrupt");
	queue.interrupt = (handle_t)err;
}

int main(void)
{
	start(start_handle(LORIS_START_SYSTEM));
	service_need(service_publish(&service, start_handle(LORIS_START_INIT), "blk"),
		     "blk: register");
	service_run(&service, dispatch, on_bits);
}
