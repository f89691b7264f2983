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
#include "user/lib/facts.h"
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

/* What is asked of a path: the last of its bytes, and whatever else the call takes or gives. */
typedef long request(handle_t session, const char *bytes, size_t len, void *more);

/* room: how many bytes of the path fit into the call. */
static long ask(const char *text, size_t len, size_t room, request *call, void *more)
{
	handle_t session;
	long err = loris_session_begin(&session);

	if (err < 0)
		return err;
	err = loris_send_path(session, &text, &len, room);
	if (err == OK)
		err = call(session, text, len, more);
	return loris_session_end(err);
}

/* For a call with nothing but a path. */
struct plain {
	long (*call)(handle_t session, const void *bytes, size_t len);
};

static long ask_plain(handle_t session, const char *bytes, size_t len, void *more)
{
	const struct plain *plain = more;

	return plain->call(session, bytes, len);
}

static int name_call(const char *name,
		     long (*call)(handle_t session, const void *bytes, size_t len))
{
	struct plain plain = {call};
	struct path path;

	if (loris_path(&path, name) < 0)
		return -1;
	return (int)loris_errno(ask(path.text, path.len, ROOM_NO_WORD, ask_plain, &plain));
}

struct opening {
	int flags;
	handle_t handle; /* the answer */
};

static long ask_open(handle_t session, const char *bytes, size_t len, void *more)
{
	struct opening *opening = more;

	return filesystem_open(session, (uint64_t)opening->flags, bytes, len, &opening->handle);
}

/* Everybody may do everything: the mode of a new file does not count, and what is refused is a directory. */
int open(const char *name, int flags, ...)
{
	struct opening opening = {.flags = flags};
	struct open_file *file;
	struct path path;
	long err;

	if (loris_path(&path, name) < 0)
		return -1;
	err = ask(path.text, path.len, ROOM_ONE_WORD, ask_open, &opening);
	if (err == ERR_PERM)
		return (int)loris_fail(EISDIR);
	if (loris_errno(err) < 0)
		return -1;
	file = loris_file_new(opening.handle, flags, FILE_REGULAR);
	return file ? loris_fd_add(file, 0) : (int)loris_fail(ENOMEM);
}

int creat(const char *name, mode_t mode)
{
	return open(name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

static long ask_stat(handle_t session, const char *bytes, size_t len, void *more)
{
	struct file_facts *facts = more;

	return filesystem_stat(session, bytes, len, &facts->size, &facts->mode, &facts->inode);
}

int stat(const char *name, struct stat *st)
{
	struct file_facts facts = {0};
	struct path path;

	if (loris_path(&path, name) < 0)
		return -1;
	if (loris_errno(ask(path.text, path.len, ROOM_NO_WORD, ask_stat, &facts)) < 0)
		return -1;
	loris_stat_of(st, &facts);
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

/* Leaves errno alone when it is none. */
static bool is_directory(const char *name)
{
	int before = errno;
	struct stat st;
	bool is = stat(name, &st) == 0 && S_ISDIR(st.st_mode);

	errno = before;
	return is;
}

int rmdir(const char *name)
{
	int result = name_call(name, filesystem_rmdir);

	if (result < 0 && (errno == EBUSY || errno == EEXIST))
		errno = ENOTEMPTY;
	return result < 0 && errno == EINVAL && !is_directory(name) ? (int)loris_fail(ENOTDIR)
								    : result;
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
	struct plain plain = {filesystem_rename};
	char both[2 * (PATH_BYTES + 1)];
	struct path path;
	size_t len;
	int result;

	if (loris_path(&path, from) < 0)
		return -1;
	len = path.len + 1;
	memcpy(both, path.text, len);
	if (loris_path(&path, to) < 0)
		return -1;
	memcpy(both + len, path.text, path.len);
	result = (int)loris_errno(ask(both, len + path.len, ROOM_NO_WORD, ask_plain, &plain));
	if (result < 0 && errno == EINVAL && is_directory(to) && !is_directory(from))
		errno = EISDIR;
	return result;
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
