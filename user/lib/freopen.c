// SPDX-License-Identifier: MIT
/* The stream keeps its descriptor, so that children of a process whose stdout was reopened inherit it. */
#include <errno.h>
#include <fcntl.h>
#include "user/lib/stream.h"

static void start_again(struct stream *stream, int rwflag, off_t at)
{
	FILE *file = &stream->io.xfile.cfile.file;

	stream->io.dir = 0;
	stream->io.len = stream->io.off = 0;
	stream->io.pos = at > 0 ? at : 0;
	file->flags = (uint8_t)((file->flags & ~(__SRD | __SWR | __SERR | __SEOF)) | rwflag);
	file->unget = 0;
}

FILE *freopen(const char *name, const char *mode, FILE *file)
{
	int rwflag, flags = loris_stream_mode(mode, &rwflag);
	int fd;

	if (flags < 0)
		return NULL;
	fflush(file);
	fd = name ? open(name, flags, 0666) : -1;
	if (name && (fd < 0 || dup2(fd, fileno(file)) < 0)) {
		if (fd >= 0)
			close(fd);
		fclose(file);
		return NULL;
	}
	if (name)
		close(fd);
	((struct stream *)file)->append = flags & O_APPEND;
	start_again((struct stream *)file, rwflag,
		    lseek(fileno(file), 0, flags & O_APPEND ? SEEK_END : SEEK_CUR));
	return file;
}
