// SPDX-License-Identifier: MIT
/* To a terminal by the line, to anything else as much as fits: stdin.c. */
#include "user/lib/stream.h"
#include "user/lib/start.h"

#define BYTES 512 /* longer lines go out in pieces; other processes may write in between */

static char buffer[BYTES];
static struct stream stream = STREAM(STDOUT_FILENO, buffer, BYTES, read, __SWR, __BLBF);

FILE *const stdout = &stream.io.xfile.cfile.file;

/* The console, which most programs have, is not asked. */
__attribute__((constructor(101))) static void add(void)
{
	loris_stream_add(&stream);
	if (start_handle(LORIS_START_OUT) && !isatty(STDOUT_FILENO))
		stream.io.bflags &= (uint8_t)~__BLBF;
}
