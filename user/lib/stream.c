// SPDX-License-Identifier: MIT
/*
 * All streams. picolibc knows no list of them: what a program has written and not closed when it exits it
 * would lose.
 */
#include "user/lib/stream.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static struct stream *streams;
static struct __lock streams_lock; /* covers the list; taken before a stream's own */

static void unlink_stream(struct stream *stream)
{
	struct stream **at = &streams;

	loris_lock_acquire(&streams_lock);
	while (*at && *at != stream)
		at = &(*at)->next;
	if (*at)
		*at = stream->next;
	loris_lock_release(&streams_lock);
}

/* What fclose calls. picolibc's own leaves a descriptor below 3 open. */
static int close_stream(FILE *file)
{
	struct stream *stream = (struct stream *)file;
	int result = file->flags & __SWR ? fflush(file) : 0;

	unlink_stream(stream);
	if (close(fileno(file)) < 0)
		result = EOF;
	if (stream->io.bflags & __BALL)
		free(stream->io.buf);
	if (!stream->fixed)
		free(stream);
	return result;
}

/* Where picolibc's own errs: a byte that was given back, which fseek forgets then, is still to come; and after
 * appending the position is not where it would be by counting. */
static off_t seek(FILE *file, off_t by, int whence)
{
	struct stream *stream = (struct stream *)file;

	if (whence == SEEK_CUR && stream->append && stream->io.dir != __SRD) {
		if (fflush(file) != 0)
			return -1;
		stream->io.pos = lseek(fileno(file), 0, SEEK_CUR);
	}
	if (whence == SEEK_CUR && file->unget)
		by--;
	return __bufio_seek(file, by, whence);
}

void loris_stream_add(struct stream *stream)
{
	stream->io.xfile.cfile.close = close_stream;
	stream->io.xfile.cfile.file.put = loris_stream_put;
	stream->io.xfile.cfile.file.get = loris_stream_get;
	stream->io.xfile.seek = seek;
	stream->io.lock = &stream->lock;
	loris_lock_acquire(&streams_lock);
	stream->next = streams;
	streams = stream;
	loris_lock_release(&streams_lock);
}

static int flush(FILE *file)
{
	if (!file->flush || file->flush(file) == 0)
		return 0;
	file->flags |= __SERR;
	return EOF;
}

static int flush_all(void)
{
	int result = 0;

	loris_lock_acquire(&streams_lock);
	for (struct stream *stream = streams; stream; stream = stream->next) {
		FILE *file = &stream->io.xfile.cfile.file;

		if (stream->io.dir == __SWR && flush(file) != 0)
			result = EOF;
	}
	loris_lock_release(&streams_lock);
	return result;
}

int fflush(FILE *file)
{
	if (!file)
		return flush_all();
	return flush(file);
}

/* The last destructor to run: what others print must go out as well. */
__attribute__((destructor(101))) static void flush_at_exit(void)
{
	flush_all();
}

int loris_stream_mode(const char *mode, int *rwflag)
{
	bool both = strchr(mode, '+') != NULL;
	int access = both ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
	int flags;

	if (*mode == 'r') {
		flags = 0;
	} else if (*mode == 'w') {
		flags = O_CREAT | O_TRUNC;
	} else if (*mode == 'a') {
		flags = O_CREAT | O_APPEND;
	} else {
		errno = EINVAL;
		return -1;
	}
	if (strchr(mode, 'x'))
		flags |= O_EXCL;
	*rwflag = both ? __SRD | __SWR : *mode == 'r' ? __SRD : __SWR;
	return access | flags;
}
