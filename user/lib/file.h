/* SPDX-License-Identifier: MIT */
/*
 * Open files below the level of descriptors: what several descriptors, and several threads at once, may
 * refer to. Errors are negative enum err.
 */
#ifndef LORIS_USER_FILE_H
#define LORIS_USER_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "user/lib/ipc.h"
#include "user/lib/lock.h"

/* What the server has told about it, or what was clear from the start. */
enum file_kind {
	FILE_UNKNOWN, /* inherited; asked when it matters */
	FILE_CONSOLE,
	FILE_REGULAR, /* a read gives all that there is, up to what was asked for */
	FILE_STREAM,  /* a pipe or a device: a read gives what has come so far */
};

struct open_file {
	handle_t handle; /* ours; closed with the last reference */
	unsigned refs;	 /* descriptors and calls that are under way; under the table's lock */
	int flags;	 /* O_ACCMODE and O_APPEND as it was opened */
	enum file_kind kind;
	/* An inherited file's server has room for one buffer, which is that of whom we have it from. */
	bool no_buffer;
	struct __lock lock; /* covers what follows, and what lies in the buffer during a call */
	char *buffer;	    /* shared with the server; NULL: not yet */
	handle_t memory;    /* the buffer's */
};

#define FILE_BUFFER_BYTES 0x4000

/* Owns handle from now on, also when it fails. Returns the file with one reference, or NULL. */
struct open_file *loris_file_new(handle_t handle, int flags, enum file_kind kind);

/* Ends the connection to the server; frees all. Nobody else may know the file any more. */
void loris_file_delete(struct open_file *file);

/* Bytes moved: for a regular file fewer than len only at the end; for a stream what there is. */
long loris_file_read(struct open_file *file, void *buf, size_t len);

/* Bytes taken: all, unless an error came in between. */
long loris_file_write(struct open_file *file, const void *buf, size_t len);

/* Asks the server for the kind if it is not known yet. */
enum file_kind loris_file_kind(struct open_file *file);

#endif
