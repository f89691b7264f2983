// SPDX-License-Identifier: MIT
/* What POSIX lets a program ask about the system. */
#include <errno.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "lib/abi.h"
#include "user/lib/descriptors.h"

long sysconf(int name)
{
	switch (name) {
	case _SC_PAGESIZE:
		return LORIS_PAGE_SIZE;
	case _SC_OPEN_MAX:
		return DESCRIPTORS_MAX;
	case _SC_CLK_TCK:
		return CLOCKS_PER_SEC;
	default:
		return loris_fail(EINVAL);
	}
}

/* Elapsed time, as clock() has it: no call tells a process's share. */
int getrusage(int who, struct rusage *usage)
{
	*usage = (struct rusage){0};
	return who == RUSAGE_SELF ? gettimeofday(&usage->ru_utime, NULL) : 0;
}
