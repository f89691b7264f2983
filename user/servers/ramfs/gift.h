/* SPDX-License-Identifier: MIT */
/*
 * Handles for clients. We keep one for each session and open file and give away copies of it; when none is
 * left, because the clients closed them or died, the kernel signals, and what it stood for ends.
 */
#ifndef RAMFS_GIFT_H
#define RAMFS_GIFT_H

#include "user/lib/ipc.h"
#include "user/servers/ramfs/open_file.h"
#include "user/servers/ramfs/session.h"

/* Where all clients call, and what is signalled when handles are gone. */
void gift_init(handle_t endpoint, handle_t notification);

/* *out is to be moved to the client. When it fails the session or file is ended, too. */
long gift_session(struct session *s, handle_t *out);
long gift_file(struct open_file *f, handle_t *out);

/* These bits were signalled. */
void gift_returned(uint64_t bits);

#endif
