// SPDX-License-Identifier: MIT
/* Not every picolibc has these two of C's, nor do all declare the second one with its const. */
#define fsetpos picolibc_fsetpos
#include <stdio.h>
#undef fsetpos
#include <sys/types.h>

int fsetpos(FILE *file, const fpos_t *position);

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
