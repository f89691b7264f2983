/* SPDX-License-Identifier: MIT */
/*
 * Clients: each has an endpoint handle with a badge of its own, and a buffer that it shares with us. A
 * session lives until its client has let go of the last copy of that handle, which the kernel signals.
 */
#ifndef LORIS_BLK_SESSION_H
#define LORIS_BLK_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "user/servers/driver/service.h"

#define SESSIONS      768
#define SESSIONS_EACH 8	  /* of one process at most, */
#define SESSIONS_LINE 576 /* of all that one of the shell's programs has started, and */
#define SESSIONS_LAST 640 /* of so many only the first: something is left for who comes next */

struct session {
	handle_t own;	   /* what the client's handle was copied from; 0: free */
	uint64_t opener;   /* the badge that asked for it, of init's making */
	uint32_t uses;	   /* of this entry, so that a badge is not given twice */
	uint32_t requests; /* with the disk, that use the buffer */
	uint8_t *buffer;   /* NULL: none yet */
	uint64_t size;	   /* of what may be used there, in bytes */
};

/* A new one; its end is signalled as `bits`. The session's handle for the client, or an error;
 * ERR_NO_MEMORY: there are too many; ERR_QUOTA: of this opener, or its line. */
long session_open(const struct service *service, uint64_t opener, uint64_t bits);

/* Of a session, one that is there or one that has ended while this message stood in line; else of init's making. */
bool session_is_badge(uint64_t badge);

/* NULL: the badge is of none. */
struct session *session_of(uint64_t badge);

/* Shares the memory, in place of what was shared before. ERR_INVALID, ERR_BUSY, or what the kernel says
 * to mapping it. The handle stays the caller's. */
long session_buffer(struct session *session, handle_t memory, uint64_t size);

/* Ends all sessions that nobody holds any more. False: some still have requests with the disk. */
bool sessions_collect(void);

#endif
