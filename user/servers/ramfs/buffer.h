/* SPDX-License-Identifier: MIT */
/* The memory that an open file shares with its client. */
#ifndef RAMFS_BUFFER_H
#define RAMFS_BUFFER_H

#include "user/servers/ramfs/open_file.h"

/* In place of the one that the file has; takes the handle. ERR_INVALID, ERR_QUOTA, or why it cannot be
 * mapped. */
enum err buffer_take(struct open_file *f, uint64_t size, uint64_t memory);
void buffer_drop(struct open_file *f);

#endif
