/* SPDX-License-Identifier: MIT */
#include "user/lib/sys.h"
#include "user/servers/init/pool.h"

/* The kernel writes to each page for us: where it lacks a page table it says so, and we live. */
static long touch_all(char *lot)
{
	long e = OK;

	for (size_t at = 0; e >= 0 && at < LOT_SIZE; at += LORIS_PAGE_SIZE) {
		struct loris_self *here = (struct loris_self *)(lot + at);

		e = sys_self(here);
		if (e >= 0)
			*here = (struct loris_self){0};
	}
	return e;
}

void *lot_new(uint64_t *memory)
{
	long created = sys_memory_create(LOT_SIZE, 0), at;

	if (created < 0)
		return NULL;
	at = sys_map_into(0, NULL, LOT_SIZE, LORIS_PROT_READ | LORIS_PROT_WRITE, (handle_t)created,
			  0, 0);
	if (at > 0 && touch_all((char *)at) >= 0) {
		*memory = (uint64_t)created;
		return (void *)at;
	}
	if (at > 0)
		sys_unmap((void *)at, LOT_SIZE);
	sys_handle_close((handle_t)created);
	return NULL;
}
