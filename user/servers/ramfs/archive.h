/* SPDX-License-Identifier: MIT */
#ifndef RAMFS_ARCHIVE_H
#define RAMFS_ARCHIVE_H

#include "lib/cpio.h"
#include "user/servers/ramfs/node.h"

/* Puts the archive's files and directories into the tree; contents stay where they are. What cannot be
 * entered is left out without a word: init has complained about the archive already. ERR_NO_MEMORY: what
 * came up to there is in. */
enum err archive_load(struct tree *t, const struct cpio *archive);

#endif
