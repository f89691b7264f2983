// SPDX-License-Identifier: MIT
/* Programs started from a line of text. The line lives on the caller's stack: threads may spawn
 * too. */
#include <stdarg.h>
#include <stdio.h>
#include "user/lib/spawn.h"
#include "user/lib/sys.h"

static long spawn_formatted(const char *format, va_list args)
{
	char line[LORIS_ARGS_MAX];
	int len = vsnprintf(line, sizeof(line), format, args);

	if (len < 0 || len >= (int)sizeof(line))
		return ERR_INVALID;
	for (int i = 0; i < len; i++) {
		if (line[i] == ' ')
			line[i] = '\0';
	}
	return sys_spawn(line, (size_t)len + 1);
}

long spawn_line(const char *format, ...)
{
	va_list args;
	long pid;

	va_start(args, format);
	pid = spawn_formatted(format, args);
	va_end(args);
	return pid;
}

long wait_exited(long pid)
{
	struct loris_exit how;
	long waited = sys_wait(pid, &how);

	if (waited < 0)
		return waited;
	return how.how == LORIS_EXITED ? how.code : ERR_PERM;
}

long run_line(struct loris_exit *how, const char *format, ...)
{
	va_list args;
	long pid;

	va_start(args, format);
	pid = spawn_formatted(format, args);
	va_end(args);
	return pid < 0 ? pid : sys_wait(pid, how);
}
