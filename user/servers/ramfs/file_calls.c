/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/file_calls.h"
#include "user/servers/ramfs/buffer.h"
#include "user/servers/ramfs/pipe_calls.h"

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static long on_read(void *context, const struct message *m, uint64_t max, void *out)
{
	struct open_file *f = context;
	size_t n = least(max, MESSAGE_INLINE);

	(void)m;
	return f->pipe ? pipe_read(f, out, n) : open_file_read(f, out, n);
}

static long on_write(void *context, const struct message *m, const void *bytes, size_t length)
{
	struct open_file *f = context;

	(void)m;
	return f->pipe ? pipe_write(f, bytes, length) : open_file_write(f, bytes, length);
}

static long on_buffer(void *context, const struct message *m, uint64_t size, handle_t memory)
{
	(void)m;
	return buffer_take(context, size, memory);
}

static long on_read_buffer(void *context, const struct message *m, uint64_t max)
{
	struct open_file *f = context;

	(void)m;
	if (!f->buffer)
		return ERR_INVALID;
	if (f->pipe)
		return pipe_read(f, NULL, max);
	return open_file_read(f, f->buffer, least(max, f->buffer_size));
}

static long on_write_buffer(void *context, const struct message *m, uint64_t size)
{
	struct open_file *f = context;

	(void)m;
	if (!f->buffer || size > f->buffer_size)
		return ERR_INVALID;
	if (f->pipe)
		return pipe_write(f, NULL, size);
	return open_file_write(f, f->buffer, size);
}

static long on_seek(void *context, const struct message *m, uint64_t offset, uint64_t whence)
{
	struct open_file *f = context;

	(void)m;
	return f->pipe ? ERR_INVALID : open_file_seek(f, (int64_t)offset, whence);
}

static long on_stat(void *context, const struct message *m, uint64_t *size, uint64_t *mode,
		    uint64_t *inode)
{
	const struct open_file *f = context;

	(void)m;
	*size = 0;
	*mode = MODE_FIFO | 0600;
	*inode = 0;
	if (f->pipe)
		return OK;
	*size = is_dir(f->node) ? 0 : f->node->data.size;
	*mode = f->node->mode;
	*inode = f->node->ino;
	return OK;
}

static long on_truncate(void *context, const struct message *m, uint64_t size)
{
	struct open_file *f = context;

	(void)m;
	if (f->pipe)
		return ERR_INVALID;
	return may_write(f) ? data_resize(&f->node->data, &tree.space, size) : ERR_PERM;
}

/* Memory is as far as it goes. */
static long on_sync(void *context, const struct message *m)
{
	(void)context;
	(void)m;
	return OK;
}

const struct file_server file_calls = {
	.read = on_read,
	.write = on_write,
	.buffer = on_buffer,
	.read_buffer = on_read_buffer,
	.write_buffer = on_write_buffer,
	.seek = on_seek,
	.stat = on_stat,
	.truncate = on_truncate,
	.sync = on_sync,
};
