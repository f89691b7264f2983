// SPDX-License-Identifier: MIT
/* What C and POSIX do with a name. */
#include "user/lib/filesystem.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "proto/filesystem.h"
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/path.h"
#include "user/lib/servers.h"

/* Bytes that fit beside the words of a call. */
#define ROOM_NO_WORD  56
#define ROOM_ONE_WORD 48

long loris_send_path(handle_t session, const char **rest, size_t *len, size_t room)
{
	while (*len > room) {
		size_t part = *len < MESSAGE_INLINE ? *len : MESSAGE_INLINE;
		long err = filesystem_path(session, *rest, part);

		if (err < 0)
			return err;
		*rest += part;
		*len -= part;
	}
	return OK;
}

/* For a call with nothing but a path. */
static long path_call(const char *text, size_t len,
		      long (*call)(handle_t session, const void *bytes, size_t len))
{
	handle_t session;
	long err = loris_session_begin(&session);

	if (err < 0)
		return err;
	err = loris_send_path(session, &text, &len, ROOM_NO_WORD);
	if (err == OK)
		err = call(session, text, len);
	return loris_session_end(err);
}

static int name_call(const char *name,
		     long (*call)(handle_t session, const void *bytes, size_t len))
{
	struct path path;
	long err = loris_path(&path, name);

	return (int)loris_errno(err < 0 ? err : path_call(path.text, path.len, call));
}

static long open_path(const struct path *path, int flags, handle_t *handle)
{
	const char *text = path->text;
	size_t len = path->len;
	handle_t session;
	long err = loris_session_begin(&session);

	if (err < 0)
		return err;
	err = loris_send_path(session, &text, &len, ROOM_ONE_WORD);
	if (err == OK)
		err = filesystem_open(session, (uint64_t)flags, text, len, handle);
	return loris_session_end(err);
}

/* Everybody may do everything: the mode of a new file does not count. */
int open(const char *name, int flags, ...)
{
	struct open_file *file;
	struct path path;
	handle_t handle = 0;

	if (loris_errno(loris_path(&path, name)) < 0)
		return -1;
	if (loris_errno(open_path(&path, flags, &handle)) < 0)
		return -1;
	file = loris_file_new(handle, flags, FILE_REGULAR);
	return file ? loris_fd_add(file, 0) : (int)loris_fail(ENOMEM);
}

int creat(const char *name, mode_t mode)
{
	return open(name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

static long stat_path(const struct path *path, uint64_t *size, uint64_t *mode, uint64_t *inode)
{
	const char *text = path->text;
	size_t len = path->len;
	handle_t session;
	long err = loris_session_begin(&session);

	if (err < 0)
		return err;
	err = loris_send_path(session, &text, &len, ROOM_NO_WORD);
	if (err == OK)
		err = filesystem_stat(session, text, len, size, mode, inode);
	return loris_session_end(err);
}

int stat(const char *name, struct stat *st)
{
	uint64_t size = 0, mode = 0, inode = 0;
	struct path path;

	if (loris_errno(loris_path(&path, name)) < 0)
		return -1;
	if (loris_errno(stat_path(&path, &size, &mode, &inode)) < 0)
		return -1;
	memset(st, 0, sizeof(*st));
	st->st_nlink = 1;
	st->st_mode = (mode_t)mode;
	st->st_size = (off_t)size;
	st->st_ino = (ino_t)inode;
	st->st_blksize = FILE_BUFFER_BYTES;
	st->st_blocks = (blkcnt_t)((size + 511) / 512);
	return 0;
}

/* There are no links. */
int lstat(const char *name, struct stat *st)
{
	return stat(name, st);
}

/* There is nobody to keep out; what cannot be written says so when it is tried. */
int access(const char *name, int mode)
{
	struct stat st;

	(void)mode;
	return stat(name, &st);
}

int unlink(const char *name)
{
	return name_call(name, filesystem_unlink);
}

int mkdir(const char *name, mode_t mode)
{
	(void)mode;
	return name_call(name, filesystem_mkdir);
}

int rmdir(const char *name)
{
	int result = name_call(name, filesystem_rmdir);

	if (result < 0 && (errno == EBUSY || errno == EEXIST))
		errno = ENOTEMPTY;
	return result;
}

int remove(const char *name)
{
	struct stat st;

	if (stat(name, &st) < 0)
		return -1;
	return S_ISDIR(st.st_mode) ? rmdir(name) : unlink(name);
}

int rename(const char *from, const char *to)
{
	char both[2 * (PATH_BYTES + 1)];
	struct path path;
	size_t len;

	if (loris_errno(loris_path(&path, from)) < 0)
		return -1;
	len = path.len + 1;
	memcpy(both, path.text, len);
	if (loris_errno(loris_path(&path, to)) < 0)
		return -1;
	memcpy(both + len, path.text, path.len);
	return (int)loris_errno(path_call(both, len + path.len, filesystem_rename));
}

int truncate(const char *name, off_t size)
{
	int fd = open(name, O_WRONLY);
	int result;

	if (fd < 0)
		return -1;
	result = ftruncate(fd, size);
	close(fd);
	return result;
}
