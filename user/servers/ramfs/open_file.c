/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/open_file.h"
#include <stdlib.h>
#include "user/servers/ramfs/buffer.h"
#include "user/servers/ramfs/pipe_calls.h"

enum err open_file_new(struct account *a, unsigned flags, struct open_file **out)
{
	enum err e = account_take(a, COUNT_FILES);

	if (e != OK)
		return e;
	*out = calloc(1, sizeof(**out));
	if (!*out) {
		account_return(a, COUNT_FILES);
		return ERR_NO_MEMORY;
	}
	(*out)->account = a;
	(*out)->flags = flags;
	return OK;
}

void open_file_end(struct open_file *f)
{
	buffer_drop(f);
	if (f->pipe)
		pipe_leave(f->pipe, f);
	if (f->node)
		node_put(&tree, f->node);
	account_return(f->account, COUNT_FILES);
	free(f);
}

long open_file_read(struct open_file *f, void *to, size_t n)
{
	if (!may_read(f) || is_dir(f->node))
		return ERR_PERM;
	n = data_read(&f->node->data, f->position, to, n);
	f->position += n;
	return (long)n;
}

long open_file_write(struct open_file *f, const void *from, size_t n)
{
	struct data *d = &f->node->data;
	long done;

	if (!may_write(f))
		return ERR_PERM;
	if (f->flags & O_APPEND)
		f->position = d->size;
	done = data_write(d, &tree.space, f->position, from, n);
	if (done > 0)
		f->position += (uint64_t)done;
	return done;
}

long open_file_seek(struct open_file *f, int64_t offset, uint64_t whence)
{
	uint64_t size = is_dir(f->node) ? 0 : f->node->data.size;
	const uint64_t base[] = {0, f->position, size};
	int64_t to;

	if (whence >= 3 || __builtin_add_overflow((int64_t)base[whence], offset, &to) || to < 0 ||
	    to > (int64_t)DATA_SIZE_MAX)
		return ERR_INVALID;
	f->position = (uint64_t)to;
	return to;
}
