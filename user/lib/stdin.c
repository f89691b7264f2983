// SPDX-License-Identifier: MIT
/* The standard streams have a file each: a program gets only the buffers that it uses. */
#include "user/lib/stream.h"

#define BYTES 256

/* A prompt has no newline, and must be seen before its answer. */
static ssize_t read_after_flush(int fd, void *buf, size_t len)
{
	fflush(NULL);
	return read(fd, buf, len);
}

static char buffer[BYTES];
static struct stream stream = STREAM(STDIN_FILENO, buffer, BYTES, read_after_flush, __SRD, __BLBF);

FILE *const stdin = &stream.io.xfile.cfile.file;

__attribute__((constructor(101))) static void add(void)
{
	loris_stream_add(&stream);
}
