// SPDX-License-Identifier: MIT
/*
 * Reading and writing at a place, and of several pieces. The position is the file's, which others see move and come
 * back while this goes on.
 */
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>
#include "user/lib/descriptors.h"

static ssize_t come_back(int fd, off_t to, ssize_t n)
{
	int err = errno;

	lseek(fd, to, SEEK_SET);
	errno = err;
	return n;
}

ssize_t pread(int fd, void *buf, size_t len, off_t offset)
{
	off_t before = lseek(fd, 0, SEEK_CUR);

	if (before < 0 || lseek(fd, offset, SEEK_SET) < 0)
		return -1;
	return come_back(fd, before, read(fd, buf, len));
}

ssize_t pwrite(int fd, const void *buf, size_t len, off_t offset)
{
	off_t before = lseek(fd, 0, SEEK_CUR);

	if (before < 0 || lseek(fd, offset, SEEK_SET) < 0)
		return -1;
	return come_back(fd, before, write(fd, buf, len));
}

typedef ssize_t move(int fd, void *buf, size_t len);

static ssize_t move_all(int fd, const struct iovec *parts, int count, move *piece)
{
	ssize_t done = 0;

	if (count < 0)
		return loris_fail(EINVAL);
	for (int i = 0; i < count; i++) {
		ssize_t n = parts[i].iov_len ? piece(fd, parts[i].iov_base, parts[i].iov_len) : 0;

		if (n < 0)
			return done ? done : -1;
		done += n;
		if ((size_t)n < parts[i].iov_len)
			break;
	}
	return done;
}

static ssize_t write_piece(int fd, void *buf, size_t len)
{
	return write(fd, buf, len);
}

ssize_t readv(int fd, const struct iovec *parts, int count)
{
	return move_all(fd, parts, count, read);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	return move_all(fd, parts, count, write_piece);
}
