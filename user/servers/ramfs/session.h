/* SPDX-License-Identifier: MIT */
/*
 * A client's session: the path that it is sending, and whose it is. It ends when the client has no handle
 * of it left; files that it opened live on with their own handles.
 */
#ifndef RAMFS_SESSION_H
#define RAMFS_SESSION_H

#include <stddef.h>
#include "user/servers/ramfs/account.h"
#include "user/servers/ramfs/fs.h"

#define PATH_BYTES_MAX 511 /* two paths of 255 with a NUL between them, for rename */

struct session {
	struct account *account;
	size_t length;
	bool overflow; /* more came than fits; whoever takes it is told */
	char path[PATH_BYTES_MAX];
};

/* For the process that has this badge. ERR_QUOTA, ERR_NO_MEMORY. */
enum err session_new(uint64_t badge, struct session **out);
void session_end(struct session *s);

/* Appends to what session_take will give. ERR_INVALID: that is too much, and is lost. */
enum err session_append(struct session *s, const void *bytes, size_t n);
/* All that was collected, and these last bytes; the next call begins anew. What *out points to is valid
 * until then. ERR_INVALID: too long, or a NUL in it. */
enum err session_take(struct session *s, const void *bytes, size_t n, struct path *out);
/* The same of two paths with a NUL between them. */
enum err session_take_two(struct session *s, const void *bytes, size_t n, struct path out[2]);

#endif
