/* SPDX-License-Identifier: MIT */
#include "kernel/panic.h"
#include "kernel/hart.h"
#include "kernel/mm.h"
#include "kernel/printk.h"
#include "kernel/stats.h"
#include "kernel/thread.h"
#include "lib/format.h"

#define STATUS_PANIC 101

/* The first hart to panic speaks; the others stop, by interrupt or when they panic too. Atomic. */
static uint64_t panicking;

static _Noreturn void stop_here(void)
{
	for (;;)
		arch_wait();
}

void panic_check(void)
{
	if (load_once(&panicking))
		stop_here();
}

static struct hart *speaker; /* written once, by itself */

void panic_silence(void)
{
	if (load_once(&speaker) != this_hart())
		stop_here();
}

static void begin(void)
{
	struct hart *self = this_hart();

	irq_disable();
	if (atomic_or64(&panicking, 1)) {
		if (load_once(&speaker) == self) /* a panic within the panic */
			arch_power_off(STATUS_PANIC);
		stop_here();
	}
	store_once(&speaker, self);
	console_break_lock();
	for_each_hart(h)
		if (h != self && hart_is_on(h))
			arch_send_ipi(h);
}

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

static _Noreturn void end(va_t pc, va_t ra, va_t sp)
{
	const struct hart *h = this_hart();

	describe_hart(h);
	describe_stack(h, pc, ra, sp);
	printk("counters of this hart:\n");
	describe_counters(h);
	printk("loris: status %u\n", STATUS_PANIC);
	arch_power_off(STATUS_PANIC);
}

_Noreturn void panic(const char *fmt, ...)
{
	char text[160];
	va_list ap;

	begin();
	va_start(ap, fmt);
	fmt_vsnprint(text, sizeof text, fmt, ap);
	va_end(ap);
	printk("panic: %s\n", text);
	end(0, (va_t)__builtin_return_address(0), (va_t)__builtin_frame_address(0));
}

_Noreturn void panic_exception(uint64_t cause, uint64_t value, const struct frame *f)
{
	begin();
	printk("panic: %s in the kernel, address 0x%lx\n", arch_cause_name(cause), value);
	arch_print_frame(f);
	end(f->pc, f->ra, f->sp);
}
