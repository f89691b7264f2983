// SPDX-License-Identifier: MIT
/* There is one user, who may do everything, and times of files are not kept: requests for less change nothing. */
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>
#include "lib/abi.h"
#include "user/lib/descriptors.h"

int chmod(const char *name, mode_t mode)
{
	(void)mode;
	return access(name, F_OK);
}

int fchmod(int fd, mode_t mode)
{
	struct open_file *file = loris_fd_get(fd);

	(void)mode;
	if (!file)
		return -1;
	loris_fd_put(file);
	return 0;
}

int chown(const char *name, uid_t owner, gid_t group)
{
	(void)owner;
	(void)group;
	return access(name, F_OK);
}

/* There are no links. */
int lchown(const char *name, uid_t owner, gid_t group)
{
	return chown(name, owner, group);
}

int fchown(int fd, uid_t owner, gid_t group)
{
	(void)owner;
	(void)group;
	return fchmod(fd, 0);
}

int utime(const char *name, const struct utimbuf *times)
{
	(void)times;
	return access(name, F_OK);
}

int utimes(const char *name, const struct timeval times[2])
{
	(void)times;
	return access(name, F_OK);
}

mode_t umask(mode_t mode)
{
	(void)mode;
	return 0;
}

uid_t getuid(void)
{
	return 0;
}

uid_t geteuid(void)
{
	return 0;
}

gid_t getgid(void)
{
	return 0;
}

gid_t getegid(void)
{
	return 0;
}
