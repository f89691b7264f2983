/* SPDX-License-Identifier: MIT */
/* Names of files, from the root; the working directory is the process's own affair. */
#ifndef LORIS_USER_PATH_H
#define LORIS_USER_PATH_H

#include <stddef.h>

#define PATH_BYTES 255 /* the most that a file system takes */

struct path {
	size_t len;
	char text[PATH_BYTES + 1]; /* NUL-ended; "/" and components without "." and ".." */
};

/* Makes name, seen from the working directory, a path. 0, or -1 and errno: ENOENT: empty; ENAMETOOLONG. */
int loris_path(struct path *path, const char *name);

#endif
