// SPDX-License-Identifier: MIT
/* Streams on files. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include "user/lib/stream.h"

#define BYTES 4096

static FILE *make_stream(int fd, int rwflag)
{
	struct stream *stream = calloc(1, sizeof(*stream));
	char *buffer = malloc(BYTES);

	if (!stream || !buffer) {
		free(buffer);
		free(stream);
		errno = ENOMEM;
		return NULL;
	}
	*stream = (struct stream)STREAM(fd, buffer, BYTES, read, (uint8_t)rwflag, __BALL);
	stream->fixed = false;
	loris_stream_add(stream);
	return &stream->io.xfile.cfile.file;
}

FILE *fdopen(int fd, const char *mode)
{
	int rwflag, flags = loris_stream_mode(mode, &rwflag);
	FILE *file = flags < 0 || fcntl(fd, F_GETFL) < 0 ? NULL : make_stream(fd, rwflag);
	off_t at = file ? lseek(fd, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR) : -1;

	if (file)
		((struct stream *)file)->append = flags & O_APPEND;
	if (at > 0)
		((struct stream *)file)->io.pos = at;
	return file;
}

FILE *fopen(const char *name, const char *mode)
{
	int rwflag, flags = loris_stream_mode(mode, &rwflag);
	int fd = flags < 0 ? -1 : open(name, flags, 0666);
	FILE *file = fd < 0 ? NULL : make_stream(fd, rwflag);

	if (!file) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	((struct stream *)file)->append = flags & O_APPEND;
	if (flags & O_APPEND)
		((struct stream *)file)->io.pos = lseek(fd, 0, SEEK_END);
	return file;
}
