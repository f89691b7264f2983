// SPDX-License-Identifier: MIT
/* Where a stream is. Not every picolibc has the last two, nor do all declare fsetpos with its const. */
#define fsetpos picolibc_fsetpos
#include <stdio.h>
#undef fsetpos
#include <errno.h>
#include <sys/types.h>
#include "user/lib/stream.h"

int fsetpos(FILE *file, const fpos_t *position);

/* A byte that was given back stays so. */
off_t ftello(FILE *file)
{
	struct __file_ext *ext = (struct __file_ext *)file;
	__ungetc_t unget = file->unget;
	off_t at;

	if (!(file->flags & __SEXT) || !ext->seek) {
		errno = ESPIPE;
		return -1;
	}
	file->unget = 0;
	at = ext->seek(file, 0, SEEK_CUR);
	file->unget = unget;
	return at > 0 && unget ? at - 1 : at;
}

long ftell(FILE *file)
{
	return ftello(file);
}

int fgetpos(FILE *restrict file, fpos_t *restrict position)
{
	off_t at = ftello(file);

	if (at < 0)
		return -1;
	*position = (fpos_t)at;
	return 0;
}

int fsetpos(FILE *file, const fpos_t *position)
{
	return fseeko(file, (off_t)*position, SEEK_SET);
}
