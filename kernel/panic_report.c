/* SPDX-License-Identifier: MIT */
/* What a panic tells besides its reason. */
#include "kernel/hart.h"
#include "kernel/mm.h"
#include "kernel/panic.h"
#include "kernel/printk.h"
#include "kernel/stats.h"
#include "kernel/thread.h"

static void describe_hart(const struct hart *h)
{
	const struct thread *t = h->current;
	const struct mm *mm = h->active_mm;

	printk("hart %u (id %lu), ", h->index, h->hartid);
	if (t)
		printk("running %s, ", t->stack ? t->name : t->mm->name);
	if (mm)
		printk("satp of space %lu (%s): root %lx, asid %u\n", mm->id, mm->name, satp_root(),
		       satp_asid());
	else
		printk("before the first space\n");
}

static void describe_counters(const struct hart *h)
{
	const uint64_t *value = (const uint64_t *)&h->stats;

	for (size_t i = 0; i < LORIS_COUNTER_COUNT; i++)
		if (value[i])
			printk("  %s %lu\n", counters[i].name, value[i]);
}

/* The stack that sp points into, as far as it is one of ours: the hart's or the current kthread's. */
static void describe_stack(const struct hart *h, va_t pc, va_t ra, va_t sp)
{
	const struct thread *t = h->current;
	va_t high = h->stack_top;

	if (t && t->stack && sp >= (va_t)t->stack - PAGE_SIZE && sp < (va_t)t->stack + STACK_SIZE)
		high = (va_t)t->stack + STACK_SIZE;
	printk("calls:\n");
	arch_backtrace(pc, ra, sp, high - STACK_SIZE, high);
}

void panic_report(const struct frame *f, va_t pc, va_t ra, va_t sp)
{
	const struct hart *h = this_hart();

	if (f)
		arch_print_frame(f);
	describe_hart(h);
	describe_stack(h, pc, ra, sp);
	printk("counters of this hart:\n");
	describe_counters(h);
}
