// SPDX-License-Identifier: MIT
#include <stdbool.h>
#include "user/servers/driver/shared.h"

/* The frames are there, but a page table for them may not be, and where the machine has no page left who touches
 * them ends. The kernel reads there for us, and says so instead: the call itself is refused, as nobody's fault is
 * ours to repair. No table lacks in between: what is mapped is shorter than what one covers. */
static bool is_there(long at)
{
	return sys_fault_registers(1, (struct loris_registers *)at) == ERR_NOT_FOUND;
}

long shared_map(handle_t memory, uint64_t size)
{
	long at = sys_map_into(0, NULL, size, LORIS_PROT_READ | LORIS_PROT_WRITE, memory, 0, 0);

	if (at < 0 || (is_there(at) && is_there(at + (long)size - LORIS_PAGE_SIZE)))
		return at;
	sys_unmap((void *)at, size);
	return ERR_NO_MEMORY;
}
