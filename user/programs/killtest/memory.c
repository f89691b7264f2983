// SPDX-License-Identifier: MIT
#include "killtest.h"
#include "user/lib/sys.h"

long memory_new(struct memory *m, uint64_t size)
{
	long handle = sys_memory_create(size, 0), at;

	if (handle < 0)
		return handle;
	at = sys_map_into(0, NULL, size, LORIS_PROT_READ | LORIS_PROT_WRITE, (handle_t)handle, 0,
			  0);
	if (at < 0) {
		sys_handle_close((handle_t)handle);
		return at;
	}
	*m = (struct memory){(handle_t)handle, (uint8_t *)at, size};
	return OK;
}

void memory_drop(struct memory *m)
{
	sys_unmap(m->bytes, m->size);
	sys_handle_close(m->handle);
}
