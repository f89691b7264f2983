// SPDX-License-Identifier: MIT
/*
 * Bytes in and out of streams. picolibc's own ways are for small machines: what lies in the buffer, or belongs
 * there, goes the short way here, and fread and fwrite move it by the piece.
 */
#include <stdint.h>
#include <string.h>
#include "user/lib/stream.h"

int loris_stream_put(char c, FILE *file)
{
	struct __file_bufio *io = (struct __file_bufio *)file;
	int result = (uint8_t)c;

	__bufio_lock(file);
	if (io->dir == __SWR && io->len + 1 < io->size && !(c == '\n' && io->bflags & __BLBF))
		io->buf[io->len++] = c;
	else
		result = __bufio_put(c, file);
	__bufio_unlock(file);
	return result;
}

/* The buffer is read anew, the lock held. picolibc's takes an error for the end of the file. */
static int fill(FILE *file)
{
	struct __file_bufio *io = (struct __file_bufio *)file;
	ssize_t n;

	if (io->dir != __SRD && __bufio_flush(file) < 0)
		return _FDEV_ERR;
	io->dir = __SRD;
	n = io->read(io->fd, io->buf, (size_t)io->size);
	io->len = n > 0 ? (int)n : 0;
	io->off = 0;
	if (n <= 0)
		return n < 0 ? _FDEV_ERR : _FDEV_EOF;
	io->pos += n;
	return (uint8_t)io->buf[io->off++];
}

int loris_stream_get(FILE *file)
{
	struct __file_bufio *io = (struct __file_bufio *)file;
	int result;

	__bufio_lock(file);
	if (io->dir == __SRD && io->off < io->len)
		result = (uint8_t)io->buf[io->off++];
	else
		result = fill(file);
	__bufio_unlock(file);
	return result;
}

/* ---- pieces ----------------------------------------------------------------------------------------- */

/* How many bytes went into the buffer or, past an empty one, to the file; 0: it takes them one by one. */
static size_t write_piece(struct __file_bufio *io, const char *from, size_t bytes)
{
	size_t size = (size_t)io->size, room = size - (size_t)io->len;
	ssize_t n;

	if (io->dir != __SWR || room < 2)
		return 0;
	if (io->len == 0 && bytes >= size) {
		n = io->write(io->fd, from, bytes);
		io->pos += n > 0 ? n : 0;
		return n > 0 ? (size_t)n : 0;
	}
	bytes = bytes < room ? bytes : room - 1;
	memcpy(io->buf + io->len, from, bytes);
	io->len += (int)bytes;
	return bytes;
}

static size_t read_piece(struct __file_bufio *io, char *to, size_t bytes)
{
	size_t there = (size_t)(io->len - io->off);
	ssize_t n;

	if (io->dir != __SRD || io->xfile.cfile.file.unget)
		return 0;
	if (there == 0 && bytes >= (size_t)io->size) {
		n = io->read(io->fd, to, bytes);
		io->len = io->off = 0;
		io->pos += n > 0 ? n : 0;
		if (n == 0) /* a terminal is not asked twice */
			io->xfile.cfile.file.flags |= __SEOF;
		return n > 0 ? (size_t)n : 0;
	}
	bytes = bytes < there ? bytes : there;
	memcpy(to, io->buf + io->off, bytes);
	io->off += (int)bytes;
	return bytes;
}

static size_t write_all(FILE *file, const char *from, size_t bytes)
{
	struct __file_bufio *io = (struct __file_bufio *)file;
	size_t done = 0;

	while (done < bytes) {
		size_t n = file->flags & __SBUF ? write_piece(io, from + done, bytes - done) : 0;

		if (!n && putc((uint8_t)from[done], file) == EOF)
			break;
		done += n ? n : 1;
	}
	return done;
}

static size_t read_all(FILE *file, char *to, size_t bytes)
{
	struct __file_bufio *io = (struct __file_bufio *)file;
	size_t done = 0;

	while (done < bytes) {
		size_t n = file->flags & __SBUF ? read_piece(io, to + done, bytes - done) : 0;

		if (!n) {
			int c = getc(file);

			if (c == EOF)
				break;
			to[done] = (char)c;
		}
		done += n ? n : 1;
	}
	return done;
}

/* ---- C's ---------------------------------------------------------------------------------------------- */

/* A line that ends goes out, as it does by putc; several of them at once. */
size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict file)
{
	bool buffered = file->flags & __SBUF;
	size_t bytes, done;

	if (__builtin_mul_overflow(size, count, &bytes) || !bytes || !stream_may_write(file))
		return 0;
	if (buffered)
		__bufio_lock(file);
	done = write_all(file, from, bytes);
	if (buffered) {
		if (((struct __file_bufio *)file)->bflags & __BLBF && memchr(from, '\n', done) &&
		    fflush(file) != 0)
			done = 0;
		__bufio_unlock(file);
	}
	return done / size;
}

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict file)
{
	bool buffered = file->flags & __SBUF;
	size_t bytes, done;

	if (__builtin_mul_overflow(size, count, &bytes) || !bytes || !stream_may_read(file))
		return 0;
	if (buffered)
		__bufio_lock(file);
	done = read_all(file, to, bytes);
	if (buffered)
		__bufio_unlock(file);
	return done / size;
}

/* How many bytes of the buffer belong to the line; 0: the next one is to be got otherwise. */
static int line_piece(const struct __file_bufio *io, int most)
{
	int there = io->len - io->off;
	const char *from = io->buf + io->off, *end;

	if (io->dir != __SRD || io->xfile.cfile.file.unget || there <= 0)
		return 0;
	most = most < there ? most : there;
	end = memchr(from, '\n', (size_t)most);
	return end ? (int)(end - from) + 1 : most;
}

/* Returns the length; at the end of the file without a byte 0. */
static int read_line(char *to, int most, FILE *file)
{
	struct __file_bufio *io = (struct __file_bufio *)file;
	int len = 0;

	while (len < most && (len == 0 || to[len - 1] != '\n')) {
		int n = file->flags & __SBUF ? line_piece(io, most - len) : 0;

		if (!n) {
			int c = getc(file);

			if (c == EOF)
				break;
			to[len++] = (char)c;
			continue;
		}
		memcpy(to + len, io->buf + io->off, (size_t)n);
		io->off += n;
		len += n;
	}
	return len;
}

/* At the end of the file the memory stays as it is. */
char *fgets(char *restrict to, int size, FILE *restrict file)
{
	bool buffered = file->flags & __SBUF;
	int len;

	if (!stream_may_read(file))
		return NULL;
	if (buffered)
		__bufio_lock(file);
	len = size > 1 ? read_line(to, size - 1, file) : 0;
	if (buffered)
		__bufio_unlock(file);
	if (len == 0 && size != 1)
		return NULL;
	to[len] = '\0';
	return to;
}
