// SPDX-License-Identifier: MIT
/* What the rng server gives; where there is none, ENOSYS. */
#include <errno.h>
#include <sys/random.h>
#include <unistd.h>
#include "proto/rng.h"
#include "user/lib/descriptors.h"
#include "user/lib/servers.h"
#include "user/lib/sys.h"

#define ENTROPY_MAX 256 /* bytes; POSIX's */

/* Returns how many came, or a negative enum err. */
static long get_all(handle_t server, char *to, size_t len)
{
	size_t done = 0;

	while (done < len) {
		size_t part = len - done < MESSAGE_INLINE ? len - done : MESSAGE_INLINE;
		long n = rng_get(server, part, to + done, part);

		if (n <= 0)
			return done ? (long)done : ERR_IO;
		done += (size_t)n;
	}
	return (long)done;
}

ssize_t getrandom(void *buf, size_t len, unsigned flags)
{
	long server = loris_server("rng");
	long n;

	(void)flags;
	if (server < 0)
		return loris_fail(ENOSYS);
	n = get_all((handle_t)server, buf, len);
	sys_handle_close((handle_t)server);
	return n < 0 ? loris_fail(EIO) : n;
}

int getentropy(void *buf, size_t len)
{
	ssize_t n = len > ENTROPY_MAX ? loris_fail(EIO) : getrandom(buf, len, 0);

	if (n >= 0 && (size_t)n < len)
		return (int)loris_fail(EIO);
	return n < 0 ? -1 : 0;
}
