// SPDX-License-Identifier: MIT
/* The working directory, and paths made by it. */
#include "user/lib/path.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/abi.h"
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/lock.h"

static char *directory; /* NULL: the root; else a path with something behind its slash */
static struct __lock directory_lock;

static void remove_last(struct path *path)
{
	while (path->len > 0 && path->text[--path->len] != '/')
		;
}

/* Appends a component. What the path has so far is either empty or ends without a slash. */
static long append_component(struct path *path, const char *name, size_t len)
{
	if (len == 1 && name[0] == '.')
		return OK;
	if (len == 2 && name[0] == '.' && name[1] == '.') {
		remove_last(path);
		return OK;
	}
	if (path->len + 1 + len > PATH_BYTES)
		return ERR_INVALID;
	path->text[path->len++] = '/';
	memcpy(path->text + path->len, name, len);
	path->len += len;
	return OK;
}

static long append(struct path *path, const char *name)
{
	long err = OK;

	while (err == OK && *name) {
		size_t len = strcspn(name, "/");

		if (len)
			err = append_component(path, name, len);
		name += len + (name[len] == '/');
	}
	return err;
}

int loris_path(struct path *path, const char *name)
{
	long err = OK;

	if (!*name)
		return (int)loris_fail(ENOENT);
	path->len = 0;
	if (*name != '/') {
		loris_lock_acquire(&directory_lock);
		if (directory)
			err = append(path, directory);
		loris_lock_release(&directory_lock);
	}
	if (err == OK)
		err = append(path, name);
	if (path->len == 0)
		path->text[path->len++] = '/';
	path->text[path->len] = '\0';
	return err == OK ? 0 : (int)loris_fail(ENAMETOOLONG);
}

static void set_directory(char *text)
{
	char *old;

	loris_lock_acquire(&directory_lock);
	old = directory;
	directory = text;
	loris_lock_release(&directory_lock);
	free(old);
}

int chdir(const char *name)
{
	struct path path;
	struct stat st;
	char *text;

	if (stat(name, &st) < 0)
		return -1;
	if (!S_ISDIR(st.st_mode))
		return (int)loris_fail(ENOTDIR);
	if (loris_path(&path, name) < 0)
		return -1;
	text = path.len > 1 ? strdup(path.text) : NULL;
	if (path.len > 1 && !text)
		return (int)loris_fail(ENOMEM);
	set_directory(text);
	return 0;
}

/* As glibc and the BSDs do, NULL asks for memory that the caller frees. */
char *getcwd(char *buf, size_t size)
{
	struct path path;

	if (loris_path(&path, ".") < 0)
		return NULL;
	if (!buf)
		return strdup(path.text);
	if (size <= path.len) {
		errno = size ? ERANGE : EINVAL;
		return NULL;
	}
	return memcpy(buf, path.text, path.len + 1);
}
