// SPDX-License-Identifier: MIT
#include <stdio_ext.h>
#include "user/lib/stream.h"

/* NULL: a stream without a buffer, which a program has made. */
static struct __file_bufio *buffered(FILE *file)
{
	return file->flags & __SBUF ? (struct __file_bufio *)file : NULL;
}

size_t __fbufsize(FILE *file)
{
	return buffered(file) ? (size_t)buffered(file)->size : 0;
}

size_t __fpending(FILE *file)
{
	return __fwriting(file) && buffered(file) ? (size_t)buffered(file)->len : 0;
}

/* The bytes of the buffer, and one that was given back, are as if they had never been. */
void __fpurge(FILE *file)
{
	struct __file_bufio *io = buffered(file);

	file->unget = 0;
	if (!io)
		return;
	__bufio_lock(file);
	io->len = io->off = 0;
	__bufio_unlock(file);
}

int __freadable(FILE *file)
{
	return (file->flags & __SRD) != 0;
}

int __fwritable(FILE *file)
{
	return (file->flags & __SWR) != 0;
}

int __freading(FILE *file)
{
	return !__fwritable(file) || (buffered(file) && buffered(file)->dir == __SRD);
}

int __fwriting(FILE *file)
{
	return !__freadable(file) || (buffered(file) && buffered(file)->dir == __SWR);
}

int __flbf(FILE *file)
{
	return buffered(file) && buffered(file)->bflags & __BLBF;
}

size_t __freadahead(FILE *file)
{
	struct __file_bufio *io = buffered(file);

	return (file->unget != 0) + (io && io->dir == __SRD ? (size_t)(io->len - io->off) : 0);
}

void __fseterr(FILE *file)
{
	file->flags |= __SERR;
}
