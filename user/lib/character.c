// SPDX-License-Identifier: MIT
/*
 * Characters in and out of streams. picolibc's own say nothing of a stream that was not opened for that, nor of a
 * write that failed, and read on behind the end of the file. Linked as an object, as picolibc's other parts ask for
 * them too.
 */
#include <errno.h>
#include "user/lib/stream.h"

#define GIVEN_BACK 0x100 /* as picolibc marks it: a 0 can be given back as well */

bool loris_stream_refuse(FILE *file, int way)
{
	if (!(file->flags & way)) {
		file->flags |= __SERR;
		errno = EBADF;
	}
	return false;
}

int fputc(int c, FILE *file)
{
	if (!stream_may_write(file))
		return EOF;
	if (file->put((char)c, file) < 0) {
		file->flags |= __SERR;
		return EOF;
	}
	return (unsigned char)c;
}

int fgetc(FILE *file)
{
	__ungetc_t given; /* of two threads one gets it */
	int c;

	if (!stream_may_read(file))
		return EOF;
	given = file->unget ? __atomic_exchange_n(&file->unget, 0, __ATOMIC_ACQ_REL) : 0;
	if (given)
		return (unsigned char)given;
	c = file->get(file);
	if (c >= 0)
		return (unsigned char)c;
	file->flags |= c == _FDEV_ERR ? __SERR : __SEOF;
	return EOF;
}

int ungetc(int c, FILE *file)
{
	__ungetc_t given = (__ungetc_t)(GIVEN_BACK | (unsigned char)c), none = 0;

	if (c == EOF || !(file->flags & __SRD || loris_stream_refuse(file, __SRD)))
		return EOF;
	if (!__atomic_compare_exchange_n(&file->unget, &none, given, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_RELAXED))
		return EOF;
	file->flags &= (uint8_t)~__SEOF;
	return (unsigned char)c;
}

/* Members of picolibc's archive that have one have the other; programs may have their own of what is not C's. */
#undef putc
#undef getc
#undef putc_unlocked
#undef getc_unlocked

int putc_unlocked(int c, FILE *file);
int getc_unlocked(FILE *file);

int putc(int c, FILE *file) __attribute__((alias("fputc")));
int getc(FILE *file) __attribute__((alias("fgetc")));
int putc_unlocked(int c, FILE *file) __attribute__((weak, alias("fputc")));
int getc_unlocked(FILE *file) __attribute__((weak, alias("fgetc")));
