/* SPDX-License-Identifier: MIT */
/*
 * What can be done to the tree by path. A path is `len` bytes, components parted by '/'; it begins at
 * the root whether it begins with '/' or not. "." and ".." are understood; ".." of the root is the root.
 */
#ifndef RAMFS_FS_H
#define RAMFS_FS_H

#include "user/servers/ramfs/node.h"

#define NAME_LEN_MAX 255

struct path {
	const char *text;
	size_t len;
};

/* ERR_NOT_FOUND: a component is missing, or is no directory although something follows.
 * ERR_INVALID: a name is longer than NAME_LEN_MAX. */
enum err fs_find(struct tree *t, struct path p, struct node **out);

/* The file that an open with these flags (fcntl.h) gives, created or emptied if they say so; *out is counted for
 * the caller. ERR_EXISTS, ERR_NOT_FOUND, ERR_PERM: a directory cannot be written; ERR_NO_MEMORY. */
enum err fs_open(struct tree *t, struct path p, unsigned flags, struct node **out);

/* A regular file that need not exist before: for the first contents. Missing directories are made.
 * ERR_EXISTS, ERR_NOT_FOUND (below a file), ERR_INVALID, ERR_NO_MEMORY. */
enum err fs_add(struct tree *t, struct path p, uint32_t mode, struct node **out);

enum err fs_mkdir(struct tree *t, struct path p); /* ERR_EXISTS */
enum err fs_rmdir(struct tree *t,
		  struct path p); /* ERR_BUSY: not empty; ERR_INVALID: no directory */
enum err fs_unlink(struct tree *t, struct path p); /* ERR_PERM: a directory */
/* What was at `to` is replaced, if it is of the same kind and no directory with entries. ERR_INVALID: into
 * itself, or of another kind; ERR_BUSY: not empty. */
enum err fs_rename(struct tree *t, struct path from, struct path to);

#endif
