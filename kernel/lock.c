/* SPDX-License-Identifier: MIT */
#include "kernel/lock.h"
#include "kernel/smp.h"

void spin_wait_served(struct spinlock *l, int64_t ticket)
{
	while (load_once(&l->serving) != ticket)
		smp_serve_calls();
}
