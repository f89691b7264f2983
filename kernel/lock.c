/* SPDX-License-Identifier: MIT */
#define LOCK_FUNCTIONS /* theirs are here */
#include "kernel/lock.h"
#include "kernel/smp.h"

void spin_wait_served(struct spinlock *l)
{
	while (load_once(&l->held))
		smp_serve_calls();
}
