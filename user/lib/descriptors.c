// SPDX-License-Identifier: MIT
/*
 * The table of descriptors. It starts with room for a few in static memory and moves to the heap when they
 * do not suffice.
 */
#include "user/lib/descriptors.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "user/lib/start.h"

#define FIRST_FDS    8
#define STANDARD_FDS 3

static struct open_file
	standard[STANDARD_FDS]; /* never freed: refs starts at 1 more than descriptors */
static struct open_file *first_table[FIRST_FDS];
static struct open_file **table = first_table;
static int table_size = FIRST_FDS;
static bool ready;
static struct __lock table_lock; /* covers all of the above, and refs of every open file */

long loris_fail(int err_no)
{
	errno = err_no;
	return -1;
}

static void make_standard(int fd)
{
	handle_t given = start_handle(LORIS_START_IN + (unsigned)fd);

	standard[fd] = (struct open_file){
		.handle = given ? given : start_handle(LORIS_START_CONSOLE),
		.kind = given ? FILE_UNKNOWN : FILE_CONSOLE,
		.flags = given		      ? O_RDWR
			 : fd == STDIN_FILENO ? O_RDONLY
					      : O_WRONLY,
		.no_buffer = true,
		.refs = 2,
	};
	table[fd] = &standard[fd];
}

static void acquire(void)
{
	loris_lock_acquire(&table_lock);
	for (int fd = 0; !ready && fd < STANDARD_FDS; fd++)
		make_standard(fd);
	ready = true;
}

struct open_file *loris_fd_get(int fd)
{
	struct open_file *file = NULL;

	acquire();
	if (fd >= 0 && fd < table_size)
		file = table[fd];
	if (file)
		file->refs++;
	else
		errno = EBADF;
	loris_lock_release(&table_lock);
	return file;
}

void loris_fd_hold(struct open_file *file)
{
	loris_lock_acquire(&table_lock);
	file->refs++;
	loris_lock_release(&table_lock);
}

void loris_fd_put(struct open_file *file)
{
	unsigned left;

	loris_lock_acquire(&table_lock);
	left = --file->refs;
	loris_lock_release(&table_lock);
	if (left == 0)
		loris_file_delete(file);
}

/* Under the lock: room for descriptor fd. */
static bool grow(int fd)
{
	int size = table_size;
	struct open_file **bigger;

	if (fd < 0 || fd >= DESCRIPTORS_MAX)
		return false;
	while (size <= fd)
		size *= 2;
	if (size == table_size)
		return true;
	bigger = calloc((size_t)size, sizeof(*bigger));
	if (!bigger)
		return false;
	memcpy(bigger, table, (size_t)table_size * sizeof(*table));
	if (table != first_table)
		free(table);
	table = bigger;
	table_size = size;
	return true;
}

int loris_fd_add(struct open_file *file, int from)
{
	int fd = from;
	bool found;

	acquire();
	while (fd < table_size && table[fd])
		fd++;
	found = grow(fd);
	if (found)
		table[fd] = file;
	loris_lock_release(&table_lock);
	if (found)
		return fd;
	loris_fd_put(file);
	return (int)loris_fail(EMFILE);
}

int close(int fd)
{
	struct open_file *file = loris_fd_get(fd);

	if (!file)
		return -1;
	loris_lock_acquire(&table_lock);
	if (table[fd] == file) {
		table[fd] = NULL;
		file->refs--;
	}
	loris_lock_release(&table_lock);
	loris_fd_put(file);
	return 0;
}

int dup(int fd)
{
	struct open_file *file = loris_fd_get(fd);

	return file ? loris_fd_add(file, 0) : -1;
}

int dup2(int fd, int to)
{
	struct open_file *file = loris_fd_get(fd), *old = NULL;
	bool fits;

	if (!file)
		return -1;
	loris_lock_acquire(&table_lock);
	fits = grow(to);
	if (fits) {
		old = table[to];
		table[to] = file;
	}
	loris_lock_release(&table_lock);
	if (!fits)
		old = file;
	if (old)
		loris_fd_put(old);
	return fits ? to : (int)loris_fail(EBADF);
}

static int check(int fd)
{
	struct open_file *file = loris_fd_get(fd);

	if (!file)
		return -1;
	loris_fd_put(file);
	return 0;
}

/* A descriptor has nothing to set or to tell this way. */
int ioctl(int fd, unsigned long request, ...)
{
	(void)request;
	return check(fd) < 0 ? -1 : (int)loris_fail(ENOTTY);
}

static int fcntl_get(int fd, int command)
{
	struct open_file *file = loris_fd_get(fd);
	int flags;

	if (!file)
		return -1;
	flags = command == F_GETFL ? file->flags : 0;
	loris_fd_put(file);
	return flags;
}

/* No descriptor outlives its process, and none waits in a way that flags could change. Locks are granted to everybody:
 * within a process they never conflict, and no other one hears of them. */
int fcntl(int fd, int command, ...)
{
	struct open_file *file;
	va_list args;
	int from;

	if (command == F_GETFL || command == F_GETFD || command == F_SETFD || command == F_SETFL)
		return fcntl_get(fd, command);
	if (command == F_SETLK || command == F_SETLKW)
		return check(fd);
	if (command != F_DUPFD && command != F_GETLK)
		return (int)loris_fail(EINVAL);
	va_start(args, command);
	if (command == F_GETLK) {
		va_arg(args, struct flock *)->l_type = F_UNLCK;
		va_end(args);
		return check(fd);
	}
	from = va_arg(args, int);
	va_end(args);
	if (from < 0)
		return (int)loris_fail(EINVAL);
	file = loris_fd_get(fd);
	return file ? loris_fd_add(file, from) : -1;
}
