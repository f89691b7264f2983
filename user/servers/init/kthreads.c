/* SPDX-License-Identifier: MIT */
#include "user/servers/init/kthreads.h"
#include <string.h>
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define PREFIX	   "kthread"
#define PREFIX_LEN (sizeof(PREFIX) - 1)
#define HARTS_MAX  64

static handle_t cached[HARTS_MAX];

/* HARTS_MAX: it is none. One way to write each number: no leading zeroes. */
static unsigned hart_of(const char *name, size_t len)
{
	unsigned hart = 0;

	if (len <= PREFIX_LEN || len > PREFIX_LEN + 2 || memcmp(name, PREFIX, PREFIX_LEN) != 0)
		return HARTS_MAX;
	if (name[PREFIX_LEN] == '0' && len > PREFIX_LEN + 1)
		return HARTS_MAX;
	for (size_t i = PREFIX_LEN; i < len; i++) {
		if (name[i] < '0' || name[i] > '9')
			return HARTS_MAX;
		hart = hart * 10 + (unsigned)(name[i] - '0');
	}
	return hart;
}

long kthread_handle(const char *name, size_t len, uint64_t pid)
{
	unsigned hart = hart_of(name, len);
	long own;

	if (hart >= HARTS_MAX)
		return ERR_NOT_FOUND;
	if (!cached[hart]) {
		own = sys_system(start_handle(LORIS_START_SYSTEM), LORIS_SYSTEM_KTHREAD, hart);
		if (own < 0)
			return own == ERR_INVALID ? ERR_NOT_FOUND : own;
		cached[hart] = (handle_t)own;
	}
	return sys_handle_copy(cached[hart], LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, pid);
}
