// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/servers/blk/queue.h"
#include "proto/block.h"

/* A disk that has requests and answers none for so long is given up: much longer than any answers takes. */
#define SILENCE_NS 10000000000ull

static void answer(struct queue *queue, int slot, long result)
{
	struct request *request = &queue->request[slot];

	request->session->requests--;
	/* Replies that have only a result are all the same. A caller that has gone leaves the handle. */
	if (block_flush_reply(request->reply, result) < 0)
		sys_handle_close(request->reply);
	*request = (struct request){0};
	queue->waiting--;
}

/* Whoever starts us again gets a disk that has been reset, and clients that were told. */
_Noreturn static void give_up(struct queue *queue, const char *why)
{
	virtio_reset(&queue->disk.device);
	for (int i = 0; i < DISK_SLOTS; i++) {
		if (queue->disk.slot[i].posted)
			answer(queue, i, ERR_IO);
	}
	printf("blk: the disk %s\n", why);
	exit(EXIT_FAILURE);
}

static void finish(struct queue *queue, int slot, long result)
{
	const struct disk_slot *done = &queue->disk.slot[slot];

	queue->answers++;
	if (result == OK && done->operation == DISK_READ)
		memcpy(queue->request[slot].client, done->data, done->bytes);
	answer(queue, slot, result);
}

static void take_all(struct queue *queue)
{
	enum ring_result taken;
	long result;
	int slot;

	virtio_seen(&queue->disk.device);
	while ((taken = disk_take(&queue->disk, &slot, &result)) == RING_TAKEN)
		finish(queue, slot, result);
	if (taken == RING_BROKEN)
		give_up(queue, "says what cannot be");
	sys_interrupt_ack(queue->interrupt);
}

/* One timer for all requests, and not set anew for each: a silent disk is noticed after one to two times. */
static void watch(struct queue *queue)
{
	if (queue->watched)
		return;
	queue->watched = true;
	queue->answers_before = queue->answers;
	sys_timer_set(queue->service->notification, BIT_TIMER, SILENCE_NS);
}

static void check_silence(struct queue *queue)
{
	queue->watched = false;
	if (!queue->waiting)
		return;
	if (queue->answers == queue->answers_before)
		give_up(queue, "does not answer");
	watch(queue);
}

static void disk_bits(struct queue *queue, uint64_t bits)
{
	if (bits & BIT_INTERRUPT)
		take_all(queue);
	if (bits & BIT_TIMER)
		check_silence(queue);
}

/* A session that still has requests is looked at again when an answer has come. */
void queue_bits(struct queue *queue, uint64_t bits)
{
	bits |= queue->bits;
	queue->bits = 0;
	disk_bits(queue, bits);
	if ((bits & BIT_SESSION) && !sessions_collect())
		queue->bits = BIT_SESSION;
}

/* Sessions do not end meanwhile: the caller has one in hand. */
static int wait_for_slot(struct queue *queue)
{
	int slot;

	while ((slot = disk_free(&queue->disk)) < 0) {
		long bits = sys_wait_bits(queue->service->notification, -1);

		if (bits < 0)
			give_up(queue, "cannot be waited for");
		queue->bits |= (uint64_t)bits & BIT_SESSION;
		disk_bits(queue, (uint64_t)bits);
	}
	return slot;
}

long queue_add(struct queue *queue, struct session *session, enum disk_operation operation,
	       uint64_t sector, uint32_t count, uint64_t offset)
{
	long reply = sys_reply_keep();
	uint8_t *client = session->buffer + offset;
	int slot;

	if (reply < 0)
		return reply;
	slot = wait_for_slot(queue);
	queue->request[slot] = (struct request){(handle_t)reply, session, client};
	session->requests++;
	queue->waiting++;
	if (operation == DISK_WRITE)
		memcpy(queue->disk.slot[slot].data, client, (size_t)count * DISK_SECTOR);
	disk_post(&queue->disk, slot, operation, sector, count);
	watch(queue);
	return STUB_KEPT;
}
