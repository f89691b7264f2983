/* SPDX-License-Identifier: MIT */
/* The part of picolibc's dirent.h that the system has to bring. "." and ".." are not listed. */
#ifndef LORIS_SYS_DIRENT_H
#define LORIS_SYS_DIRENT_H

#include <sys/types.h>

#define DT_UNKNOWN 0
#define DT_CHR	   2
#define DT_DIR	   4
#define DT_REG	   8
/* None of these is ever found. */
#define DT_FIFO 1
#define DT_BLK	6
#define DT_LNK	10
#define DT_SOCK 12

#define NAME_MAX 255

struct dirent {
	ino_t d_ino; /* always 0: a stat tells it */
	unsigned char d_type;
	char d_name[NAME_MAX + 1];
};

typedef struct loris_directory DIR;

#endif
