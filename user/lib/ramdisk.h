/* SPDX-License-Identifier: MIT */
/* The ramdisk, for the servers that are started with a handle on it. */
#ifndef LORIS_USER_RAMDISK_H
#define LORIS_USER_RAMDISK_H

#include "lib/cpio.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

/* Maps it for good. ERR_NOT_FOUND: this machine has none. */
static inline long ramdisk_map(struct cpio *out)
{
	handle_t memory = start_handle(LORIS_START_RAMDISK);
	struct loris_handle info;
	long at;

	if (!memory || sys_handle_info(memory, &info) != OK || !info.size)
		return ERR_NOT_FOUND;
	at = sys_map_into(0, NULL, info.size, LORIS_PROT_READ, memory, 0, 0);
	if (at < 0)
		return at;
	*out = (struct cpio){(const uint8_t *)at, info.size};
	return OK;
}

#endif
