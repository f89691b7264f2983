// SPDX-License-Identifier: MIT
/* What C and POSIX do with a descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "proto/file.h"
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/facts.h"

ssize_t read(int fd, void *buf, size_t len)
{
	struct open_file *file = loris_fd_get(fd);
	long n;

	if (!file)
		return -1;
	n = (file->flags & O_ACCMODE) == O_WRONLY ? ERR_HANDLE : loris_file_read(file, buf, len);
	loris_fd_put(file);
	return loris_errno(n);
}

/* Nobody reads a pipe any more, or its server is gone: from here that looks the same. */
ssize_t write(int fd, const void *buf, size_t len)
{
	struct open_file *file = loris_fd_get(fd);
	bool pipe;
	long n;

	if (!file)
		return -1;
	n = (file->flags & O_ACCMODE) == O_RDONLY ? ERR_HANDLE : loris_file_write(file, buf, len);
	pipe = file->kind == FILE_STREAM;
	loris_fd_put(file);
	return n == ERR_CLOSED && pipe ? loris_fail(EPIPE) : loris_errno(n);
}

off_t lseek(int fd, off_t offset, int whence)
{
	struct open_file *file = loris_fd_get(fd);
	long n;

	if (!file)
		return -1;
	n = loris_file_kind(file) == FILE_REGULAR
		    ? file_seek(file->handle, (uint64_t)offset, (uint64_t)whence)
		    : ERR_NO_CALL;
	loris_fd_put(file);
	return n == ERR_NO_CALL ? loris_fail(ESPIPE) : loris_errno(n);
}

static long stat_of(struct open_file *file, struct stat *st)
{
	struct file_facts facts = {.mode = S_IFCHR | S_IRUSR | S_IWUSR};
	long err = OK;

	if (file->kind != FILE_CONSOLE)
		err = file_stat(file->handle, &facts.size, &facts.mode, &facts.inode);
	if (err == ERR_NO_CALL) /* like the console, it only reads and writes */
		err = OK;
	loris_stat_of(st, &facts);
	return err;
}

int fstat(int fd, struct stat *st)
{
	struct open_file *file = loris_fd_get(fd);
	long err;

	if (!file)
		return -1;
	err = stat_of(file, st);
	loris_fd_put(file);
	return (int)loris_errno(err);
}

int isatty(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return 0;
	if (S_ISCHR(st.st_mode))
		return 1;
	errno = ENOTTY;
	return 0;
}

int ftruncate(int fd, off_t size)
{
	struct open_file *file = loris_fd_get(fd);
	long err;

	if (!file)
		return -1;
	err = size < 0 ? ERR_INVALID : file_truncate(file->handle, (uint64_t)size);
	loris_fd_put(file);
	return (int)loris_errno(err);
}

int fdatasync(int fd)
{
	return fsync(fd);
}

int fsync(int fd)
{
	struct open_file *file = loris_fd_get(fd);
	long err;

	if (!file)
		return -1;
	err = file->kind == FILE_CONSOLE ? OK : file_sync(file->handle);
	loris_fd_put(file);
	return (int)loris_errno(err == ERR_NO_CALL ? OK : err);
}
