// SPDX-License-Identifier: MIT
/* What POSIX lets a program ask about the system. */
#include <errno.h>
#include <limits.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "lib/abi.h"
#include "user/lib/descriptors.h"
#include "user/lib/path.h"
#include "user/lib/sys.h"

#define MAIN_STACK (8ul << 20) /* bytes; as init makes it */

static long harts(void)
{
	struct loris_self self;

	sys_self(&self);
	return self.harts;
}

long sysconf(int name)
{
	switch (name) {
	case _SC_PAGESIZE:
		return LORIS_PAGE_SIZE;
	case _SC_OPEN_MAX:
		return DESCRIPTORS_MAX;
	case _SC_CLK_TCK:
		return CLOCKS_PER_SEC;
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return harts();
	case _SC_ARG_MAX:
		return LORIS_ARGS_MAX;
	case _SC_HOST_NAME_MAX:
		return HOST_NAME_MAX;
	default:
		return loris_fail(EINVAL);
	}
}

int getdtablesize(void)
{
	return DESCRIPTORS_MAX;
}

/* One for all names and files. */
long fpathconf(int fd, int name)
{
	(void)fd;
	switch (name) {
	case _PC_LINK_MAX:
		return 1;
	case _PC_NAME_MAX:
	case _PC_PATH_MAX:
		return PATH_BYTES;
	default:
		return loris_fail(EINVAL);
	}
}

long pathconf(const char *path, int name)
{
	(void)path;
	return fpathconf(0, name);
}

/* What there is; how much memory a process may have, only its quota says. */
int getrlimit(int resource, struct rlimit *limit)
{
	rlim_t most = resource == RLIMIT_STACK	  ? MAIN_STACK
		      : resource == RLIMIT_NOFILE ? DESCRIPTORS_MAX
		      : resource == RLIMIT_CORE	  ? 0
						  : RLIM_INFINITY;

	*limit = (struct rlimit){most, most};
	return 0;
}

/* The limits are not the process's to set. */
int setrlimit(int resource, const struct rlimit *limit)
{
	struct rlimit now;

	getrlimit(resource, &now);
	return limit->rlim_cur == now.rlim_cur && limit->rlim_max == now.rlim_max
		       ? 0
		       : (int)loris_fail(EPERM);
}

/* Elapsed time, as clock() has it: no call tells a process's share. */
int getrusage(int who, struct rusage *usage)
{
	*usage = (struct rusage){0};
	return who == RUSAGE_SELF ? gettimeofday(&usage->ru_utime, NULL) : 0;
}
