/* SPDX-License-Identifier: MIT */
/*
 * Streams: picolibc's buffered kind, made by its own macro, and in a list, so that exit and fflush(NULL) find
 * all that have something to write.
 */
#ifndef LORIS_USER_STREAM_H
#define LORIS_USER_STREAM_H

#include <stdbool.h>
#include <stdio.h>
#include <stdio-bufio.h>
#include <unistd.h>
#include "user/lib/lock.h"

struct stream {
	struct __file_bufio io; /* first: a FILE * points here */
	struct stream *next;
	bool append; /* what is written goes to the end of the file */
	bool fixed;  /* stdin and its like are not freed */
	struct __lock lock;
};

#define STREAM(fd, buf, size, read, rwflag, bflags)                                               \
	{                                                                                         \
		.io = FDEV_SETUP_BUFIO(fd, buf, size, read, write, lseek, close, rwflag, bflags), \
		.fixed = true,                                                                    \
	}

/* One byte, as picolibc's __bufio_put and __bufio_get. */
int loris_stream_put(char c, FILE *file);
int loris_stream_get(FILE *file);

/* false; of a stream that was not opened for this way the error shows, or who reads on until the end of the file or an
 * error would never stop. */
bool loris_stream_refuse(FILE *file, int way);

static inline bool stream_may_write(FILE *file)
{
	return file->flags & __SWR || loris_stream_refuse(file, __SWR);
}

/* Behind the end of the file nothing comes, until clearerr or a seek: a terminal would be asked again. */
static inline bool stream_may_read(FILE *file)
{
	return (file->flags & (__SRD | __SEOF)) == __SRD || loris_stream_refuse(file, __SRD);
}

/* From now on it is in the list, with a lock, and fclose ends it. */
void loris_stream_add(struct stream *stream);

/* What a mode of fopen says: the flags of open, or -1 and EINVAL; *rwflag: those of the FILE. */
int loris_stream_mode(const char *mode, int *rwflag);

#endif
