// SPDX-License-Identifier: MIT
/* By the line, wherever it goes, so that messages of several processes do not mix: stdin.c. */
#include "user/lib/stream.h"

#define BYTES 128

static char buffer[BYTES];
static struct stream stream = STREAM(STDERR_FILENO, buffer, BYTES, read, __SWR, __BLBF);

FILE *const stderr = &stream.io.xfile.cfile.file;

__attribute__((constructor(101))) static void add(void)
{
	loris_stream_add(&stream);
}
