/* SPDX-License-Identifier: MIT */
#include "user/lib/sys.h"
#include "user/servers/ramfs/lots.h"

/* In the upper half, far from the addresses that the kernel chooses for what clients share with us. */
char *const pages_base = (char *)0x2000000000;

bool pages_map(char *at, size_t bytes)
{
	return sys_map(at, bytes, LORIS_PROT_READ | LORIS_PROT_WRITE) >= 0;
}

/* When the machine has no memory left, who touches a new page dies. The kernel touches for us: it says no
 * instead. */
bool pages_touch(char *page)
{
	return sys_self((struct loris_self *)page) >= 0;
}

bool pages_unmap(char *at, size_t bytes)
{
	return sys_unmap(at, bytes) == OK;
}
