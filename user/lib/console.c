// SPDX-License-Identifier: MIT
/* Input and output without errno, as the kernel had them. */
#include <unistd.h>
#include "user/lib/descriptors.h"
#include "user/lib/sys.h"

long sys_write(const void *buf, size_t len)
{
	struct open_file *file = loris_fd_get(STDOUT_FILENO);
	long n;

	if (!file)
		return ERR_CLOSED;
	n = loris_file_write(file, buf, len < LORIS_IO_MAX ? len : LORIS_IO_MAX);
	loris_fd_put(file);
	return n;
}

long sys_read(void *buf, size_t len)
{
	struct open_file *file = loris_fd_get(STDIN_FILENO);
	long n;

	if (!file)
		return ERR_CLOSED;
	n = loris_file_read(file, buf, len < LORIS_IO_MAX ? len : LORIS_IO_MAX);
	loris_fd_put(file);
	return n;
}
