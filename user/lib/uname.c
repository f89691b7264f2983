// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "user/lib/descriptors.h"

static const struct utsname here = {.sysname = "Loris",
				    .nodename = "loris",
				    .release = "1",
				    .version = "1",
				    .machine = "riscv64"};

int uname(struct utsname *name)
{
	*name = here;
	return 0;
}

int gethostname(char *name, size_t size)
{
	if (size <= strlen(here.nodename))
		return (int)loris_fail(ENAMETOOLONG);
	strcpy(name, here.nodename);
	return 0;
}
