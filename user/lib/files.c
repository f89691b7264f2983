// SPDX-License-Identifier: MIT
/*
 * File descriptors: 0 to 2 are the console, from 3 on they are files of the ramdisk, which is
 * read-only and has no directories. The kernel keeps no state for an open file, so the position is
 * kept here and close costs no call.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "user/lib/err.h"
#include "user/lib/lock.h"
#include "user/lib/sys.h"

#define CONSOLE_FDS 3
#define OPEN_FILES  16

struct open_file {
	bool used;
	int number; /* the kernel's name for the file */
	off_t size, position;
};

static struct open_file files[OPEN_FILES];
static struct __lock
	files_lock; /* covers files[].used; a descriptor's rest is its user's to share */

static long fail(int err_no)
{
	errno = err_no;
	return -1;
}

static bool is_console(int fd)
{
	return fd >= 0 && fd < CONSOLE_FDS;
}

static struct open_file *find(int fd)
{
	int i = fd - CONSOLE_FDS;

	return i >= 0 && i < OPEN_FILES && files[i].used ? &files[i] : NULL;
}

static int allocate(const struct open_file *file)
{
	int i = 0;

	lock_acquire(&files_lock);
	while (i < OPEN_FILES && files[i].used)
		i++;
	if (i < OPEN_FILES)
		files[i] = *file;
	lock_release(&files_lock);
	return i < OPEN_FILES ? i + CONSOLE_FDS : (int)fail(EMFILE);
}

int open(const char *name, int flags, ...)
{
	struct loris_file info;
	struct open_file file = {.used = true};

	if ((flags & O_ACCMODE) != O_RDONLY)
		return (int)fail(EROFS);
	file.number = (int)err_to_errno(sys_open(name, strlen(name), &info));
	if (file.number < 0)
		return -1;
	file.size = (off_t)info.size;
	return allocate(&file);
}

int close(int fd)
{
	struct open_file *file = find(fd);

	if (is_console(fd))
		return 0;
	if (!file)
		return (int)fail(EBADF);
	__atomic_store_n(&file->used, false, __ATOMIC_RELEASE);
	return 0;
}

ssize_t read(int fd, void *buf, size_t len)
{
	struct open_file *file = find(fd);
	long n;

	if (fd == STDIN_FILENO)
		return err_to_errno(sys_read(buf, len));
	if (!file)
		return fail(EBADF);
	n = sys_file_read(file->number, (uint64_t)file->position, buf, len);
	if (n > 0)
		file->position += n;
	return err_to_errno(n);
}

/* The console may take less than it is given at a time; the caller's bytes go out in full. */
ssize_t write(int fd, const void *buf, size_t len)
{
	size_t done = 0;

	if (fd != STDOUT_FILENO && fd != STDERR_FILENO)
		return fail(EBADF);
	while (done < len) {
		long n = sys_write((const char *)buf + done, len - done);

		if (n < 0)
			return done ? (ssize_t)done : err_to_errno(n);
		if (n == 0)
			sys_yield();
		done += (size_t)n;
	}
	return (ssize_t)done;
}

off_t lseek(int fd, off_t offset, int whence)
{
	struct open_file *file = find(fd);
	off_t base, position;

	if (!file)
		return fail(is_console(fd) ? ESPIPE : EBADF);
	if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END)
		return fail(EINVAL);
	base = whence == SEEK_CUR ? file->position : whence == SEEK_END ? file->size : 0;
	if (__builtin_add_overflow(base, offset, &position) || position < 0)
		return fail(EINVAL);
	file->position = position;
	return position;
}

int fstat(int fd, struct stat *st)
{
	struct open_file *file = find(fd);

	if (!file && !is_console(fd))
		return (int)fail(EBADF);
	memset(st, 0, sizeof(*st));
	st->st_nlink = 1;
	st->st_mode = file ? S_IFREG | S_IRUSR : S_IFCHR | S_IRUSR | S_IWUSR;
	if (file) {
		st->st_size = file->size;
		st->st_ino = (ino_t)file->number;
	}
	return 0;
}

int stat(const char *name, struct stat *st)
{
	int fd = open(name, O_RDONLY);
	int result;

	if (fd < 0)
		return -1;
	result = fstat(fd, st);
	close(fd);
	return result;
}

int isatty(int fd)
{
	if (is_console(fd))
		return 1;
	return (int)fail(find(fd) ? ENOTTY : EBADF) + 1;
}

int unlink(const char *name)
{
	(void)name;
	return (int)fail(EROFS);
}
