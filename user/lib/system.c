// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include "user/lib/command.h"

#define NOT_FOUND 127 /* the status that shells give */
#define STATUS(n) ((n) << 8)

int system(const char *command)
{
	int err, status;
	pid_t pid;

	if (!command)
		return 1;
	err = loris_command(&pid, command, NULL);
	if (err == E2BIG) {
		errno = err;
		return -1;
	}
	if (err)
		return STATUS(NOT_FOUND);
	if (!pid)
		return 0;
	return waitpid(pid, &status, 0) == pid ? status : -1;
}
