// SPDX-License-Identifier: MIT
/*
 * Moving bytes to and from a server. A few go inside messages; for more, a file gets memory that is shared
 * with its server. A server that takes no such memory is served with messages only.
 */
#include "user/lib/file.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "proto/file.h"
#include "user/lib/sys.h"

/* From here on a buffer pays: it costs about as much as this many messages. */
#define BUFFER_PAYS (6 * MESSAGE_INLINE)
#define READ_WRITE  (LORIS_PROT_READ | LORIS_PROT_WRITE)

struct open_file *loris_file_new(handle_t handle, int flags, enum file_kind kind)
{
	struct open_file *file = calloc(1, sizeof(*file));

	if (!file) {
		sys_handle_close(handle);
		return NULL;
	}
	file->handle = handle;
	file->flags = flags & (O_ACCMODE | O_APPEND);
	file->kind = kind;
	file->refs = 1;
	return file;
}

void loris_file_delete(struct open_file *file)
{
	if (file->buffer) {
		sys_unmap(file->buffer, FILE_BUFFER_BYTES);
		sys_handle_close(file->memory);
	}
	if (file->handle && file->kind != FILE_CONSOLE)
		sys_handle_close(file->handle);
	free(file);
}

static long map_buffer(struct open_file *file, handle_t memory)
{
	long at = sys_map_into(0, NULL, FILE_BUFFER_BYTES, READ_WRITE, memory, 0, 0);
	long err = at < 0 ? at : file_buffer(file->handle, FILE_BUFFER_BYTES, memory);

	if (err < 0) {
		if (at >= 0)
			sys_unmap((void *)at, FILE_BUFFER_BYTES);
		return err;
	}
	file->buffer = (char *)at;
	file->memory = memory;
	return OK;
}

/* Under the file's lock. A file whose server says no is not asked again. */
static bool has_buffer(struct open_file *file)
{
	long memory;

	if (file->buffer || file->no_buffer)
		return file->buffer != NULL;
	memory = sys_memory_create(FILE_BUFFER_BYTES, 0);
	if (memory >= 0 && map_buffer(file, (handle_t)memory) < 0)
		sys_handle_close((handle_t)memory);
	file->no_buffer = file->buffer == NULL;
	return file->buffer != NULL;
}

static long read_through_buffer(struct open_file *file, void *buf, size_t len)
{
	long n = file_read_buffer(file->handle, len < FILE_BUFFER_BYTES ? len : FILE_BUFFER_BYTES);

	if (n > (long)len || n > FILE_BUFFER_BYTES)
		return ERR_IO;
	if (n > 0)
		memcpy(buf, file->buffer, (size_t)n);
	return n;
}

static long write_through_buffer(struct open_file *file, const void *buf, size_t len)
{
	size_t part = len < FILE_BUFFER_BYTES ? len : FILE_BUFFER_BYTES;

	memcpy(file->buffer, buf, part);
	return file_write_buffer(file->handle, part);
}

/* To memory or from it, the other one is NULL; whether there is a buffer. The lock is held only while that is in
 * use: a thread that waits for input in a message must not keep another one from writing. */
static bool through_buffer(struct open_file *file, void *to, const void *from, size_t len, long *n)
{
	bool buffered;

	if (len < BUFFER_PAYS || file->no_buffer)
		return false;
	loris_lock_acquire(&file->lock);
	buffered = has_buffer(file);
	if (buffered)
		*n = to ? read_through_buffer(file, to, len)
			: write_through_buffer(file, from, len);
	loris_lock_release(&file->lock);
	return buffered;
}

static long read_piece(struct open_file *file, void *buf, size_t len)
{
	long n;

	if (through_buffer(file, buf, NULL, len, &n))
		return n;
	len = len < MESSAGE_INLINE ? len : MESSAGE_INLINE;
	return file_read(file->handle, len, buf, len);
}

static long write_piece(struct open_file *file, const void *buf, size_t len)
{
	long n;

	if (through_buffer(file, NULL, buf, len, &n))
		return n;
	return file_write(file->handle, buf, len < MESSAGE_INLINE ? len : MESSAGE_INLINE);
}

enum file_kind loris_file_kind(struct open_file *file)
{
	uint64_t size, mode, inode;

	if (file->kind == FILE_UNKNOWN)
		file->kind = file_stat(file->handle, &size, &mode, &inode) == OK && S_ISREG(mode)
				     ? FILE_REGULAR
				     : FILE_STREAM;
	return file->kind;
}

long loris_file_read(struct open_file *file, void *buf, size_t len)
{
	size_t done = 0;

	while (done < len) {
		long n = read_piece(file, (char *)buf + done, len - done);

		if (n <= 0)
			return done ? (long)done : n;
		done += (size_t)n;
		if (loris_file_kind(file) != FILE_REGULAR)
			break;
	}
	return (long)done;
}

/* Nothing taken and no error: the other side is full. */
long loris_file_write(struct open_file *file, const void *buf, size_t len)
{
	size_t done = 0;

	while (done < len) {
		const char *at = (const char *)buf + done;
		long n = write_piece(file, at, len - done);

		if (n < 0 || (size_t)n > len - done)
			return done ? (long)done : n < 0 ? n : ERR_IO;
		if (n == 0)
			sys_yield();
		done += (size_t)n;
	}
	return (long)done;
}
