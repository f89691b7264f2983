/* SPDX-License-Identifier: MIT */
/*
 * Requests of clients on their way through the disk: each keeps its caller waiting until the disk has
 * answered. Data goes between the client's buffer and the disk's own memory by copying, so that a client
 * can change nothing that the device looks at.
 */
#ifndef LORIS_BLK_QUEUE_H
#define LORIS_BLK_QUEUE_H

#include "user/servers/blk/disk.h"
#include "user/servers/blk/session.h"

struct request {
	handle_t reply;
	struct session *session;
	uint8_t *client; /* where in the session's buffer */
};

struct queue {
	struct disk disk;
	handle_t interrupt;
	const struct service *service;
	struct request request[DISK_SLOTS]; /* by the disk's slot */
	unsigned waiting;		    /* so many of them are with the disk */
	uint64_t answers;		    /* of the disk, in all */
	uint64_t answers_before;	    /* when the timer was set */
	bool watched;			    /* the timer is set */
	uint64_t bits;			    /* of the notification, for later */
};

/* Bits of the service's notification. */
#define BIT_INTERRUPT 1u
#define BIT_SESSION   2u /* a client has gone */
#define BIT_TIMER     4u

/*
 * For the call that was received last, whose request disk_check() has found good. Returns STUB_KEPT, as it
 * is answered when the disk has done it, or an error. Waits while all slots are with the disk.
 */
long queue_add(struct queue *queue, struct session *session, enum disk_operation operation,
	       uint64_t sector, uint32_t count, uint64_t offset);

/* Answers what the disk has done, when the notification has brought these bits. Does not return when the
 * disk cannot be trusted any more: all clients get ERR_IO, the process ends. */
void queue_bits(struct queue *queue, uint64_t bits);

#endif
