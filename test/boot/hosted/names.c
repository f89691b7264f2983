// SPDX-License-Identifier: MIT
/* Functions of the program's own with names that are not C's: the library must not call them. */
#include "check.h"

static int called;

#define OWN(name)          \
	int name(void);    \
	int name(void)     \
	{                  \
		called++;  \
		return -1; \
	}

OWN(access)
OWN(close)
OWN(dup2)
OWN(fcntl)
OWN(fstat)
OWN(getline)
OWN(getpid)
OWN(isatty)
OWN(kill)
OWN(lseek)
OWN(open)
OWN(pipe)
OWN(read)
OWN(rmdir)
OWN(sleep)
OWN(stat)
OWN(thread_start)
OWN(unlink)
OWN(wait)
OWN(write)

void check_names(void)
{
	CHECK(called == 0);
}
