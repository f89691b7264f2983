/* SPDX-License-Identifier: MIT */
/*
 * An open file, or an end of a pipe: what a client's file handle stands for. It ends when nobody has a
 * handle of it left.
 */
#ifndef RAMFS_OPEN_FILE_H
#define RAMFS_OPEN_FILE_H

#include <fcntl.h>
#include "user/servers/ramfs/account.h"
#include "user/servers/ramfs/fs.h"

struct pipe;

struct open_file {
	struct account *account;
	struct node *node; /* NULL: an end of a pipe */
	struct pipe *pipe;
	unsigned flags; /* fcntl.h; of a pipe only the access */
	uint64_t position;
	uint8_t *
		buffer; /* shared with the client, who may change it at any moment: copied, never believed */
	size_t buffer_size;
};

/* The one tree there is. */
extern struct tree tree;

static inline bool may_read(const struct open_file *f)
{
	return (f->flags & O_ACCMODE) != O_WRONLY;
}

static inline bool may_write(const struct open_file *f)
{
	return (f->flags & O_ACCMODE) != O_RDONLY;
}

/* With neither node nor pipe yet. ERR_QUOTA, ERR_NO_MEMORY. */
enum err open_file_new(struct account *a, unsigned flags, struct open_file **out);
/* Lets go of all that it has. */
void open_file_end(struct open_file *f);

/* Of a file with a node. Bytes moved, or an error; the position moves along. */
long open_file_read(struct open_file *f, void *to, size_t n);
long open_file_write(struct open_file *f, const void *from, size_t n);
/* The new position. ERR_INVALID: none that can be, or an unknown whence. */
long open_file_seek(struct open_file *f, int64_t offset, uint64_t whence);

#endif
