// SPDX-License-Identifier: MIT
#include "user/lib/facts.h"
#include <string.h>
#include "user/lib/file.h"

#define BLOCK_BYTES 512 /* POSIX's unit of st_blocks */

void loris_stat_of(struct stat *st, const struct file_facts *facts)
{
	memset(st, 0, sizeof(*st));
	st->st_nlink = 1;
	st->st_mode = (mode_t)facts->mode;
	st->st_size = (off_t)facts->size;
	st->st_ino = (ino_t)facts->inode;
	st->st_blksize = FILE_BUFFER_BYTES;
	st->st_blocks = (blkcnt_t)((facts->size + BLOCK_BYTES - 1) / BLOCK_BYTES);
}
