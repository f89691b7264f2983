// SPDX-License-Identifier: MIT
/* No file system here has links: what asks for them hears so, and a name leads where it says. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "user/lib/descriptors.h"
#include "user/lib/path.h"

int link(const char *name, const char *to)
{
	(void)to;
	return access(name, F_OK) < 0 ? -1 : (int)loris_fail(EPERM);
}

int symlink(const char *text, const char *name)
{
	(void)text;
	(void)name;
	return (int)loris_fail(EPERM);
}

ssize_t readlink(const char *restrict name, char *restrict text, size_t size)
{
	(void)text;
	(void)size;
	return access(name, F_OK) < 0 ? -1 : loris_fail(EINVAL);
}

char *realpath(const char *restrict name, char *restrict resolved)
{
	struct path path;

	if (loris_path(&path, name) < 0 || access(path.text, F_OK) < 0)
		return NULL;
	return resolved ? strcpy(resolved, path.text) : strdup(path.text);
}
