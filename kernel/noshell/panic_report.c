/* SPDX-License-Identifier: MIT */
/* What a panic of the small kernel tells besides its reason: where it was. */
#include "kernel/hart.h"
#include "kernel/panic.h"
#include "kernel/printk.h"

void panic_report(const struct frame *f, va_t pc, va_t ra, va_t sp)
{
	(void)f, (void)sp;
	printk("hart %u, pc %lx, ra %lx\n", this_hart()->index, pc, ra);
}
