// SPDX-License-Identifier: MIT
/* Directories: the server keeps nothing of an open one, which is its path and a count. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "proto/filesystem.h"
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/filesystem.h"
#include "user/lib/path.h"
#include "user/lib/servers.h"

/* Bytes beside the words of a list and of its reply. */
#define PATH_ROOM 40
#define NAME_ROOM 32

struct loris_directory {
	struct path path;
	uint64_t after; /* which entry was the last */
	struct dirent entry;
};

DIR *opendir(const char *name)
{
	DIR *dir = calloc(1, sizeof(*dir));
	struct stat st;

	if (!dir)
		return NULL;
	if (loris_path(&dir->path, name) == 0 && stat(dir->path.text, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return dir;
		errno = ENOTDIR;
	}
	free(dir);
	return NULL;
}

static long list_piece(handle_t session, DIR *dir, size_t skip, uint64_t *next, uint64_t *mode)
{
	const char *text = dir->path.text;
	size_t len = dir->path.len;
	uint64_t size;
	long err = loris_send_path(session, &text, &len, PATH_ROOM);

	if (err < 0)
		return err;
	return filesystem_list(session, dir->after, skip, text, len, next, mode, &size,
			       dir->entry.d_name + skip, NAME_MAX - skip);
}

static long list_entry(DIR *dir, uint64_t *mode)
{
	handle_t session;
	uint64_t next = 0;
	size_t len = 0;
	long n = loris_session_begin(&session);

	if (n < 0)
		return n;
	do {
		n = list_piece(session, dir, len, &next, mode);
		len += n > 0 ? (size_t)n : 0;
	} while (n == NAME_ROOM && len < NAME_MAX);
	dir->entry.d_name[len] = '\0';
	if (n >= 0)
		dir->after = next;
	return loris_session_end(n < 0 ? n : OK);
}

struct dirent *readdir(DIR *dir)
{
	uint64_t mode = 0;
	long err = list_entry(dir, &mode);

	if (err == ERR_NOT_FOUND) /* the end, which is no error */
		return NULL;
	if (loris_errno(err) < 0)
		return NULL;
	dir->entry.d_type = S_ISDIR(mode) ? DT_DIR : S_ISREG(mode) ? DT_REG : DT_CHR;
	return &dir->entry;
}

long telldir(DIR *dir)
{
	return (long)dir->after;
}

void seekdir(DIR *dir, long place)
{
	dir->after = (uint64_t)place;
}

/* The server keeps nothing that a descriptor could stand for. */
int dirfd(DIR *dir)
{
	(void)dir;
	errno = ENOTSUP;
	return -1;
}

void rewinddir(DIR *dir)
{
	dir->after = 0;
}

int closedir(DIR *dir)
{
	free(dir);
	return 0;
}
