/* SPDX-License-Identifier: MIT */
#include "kernel/panic.h"
#include "kernel/hart.h"
#include "kernel/printk.h"
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

static _Noreturn void end(const struct frame *f, va_t pc, va_t ra, va_t sp)
{
	panic_report(f, pc, ra, sp);
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
	end(NULL, 0, (va_t)__builtin_return_address(0), (va_t)__builtin_frame_address(0));
}

_Noreturn void panic_exception(uint64_t cause, uint64_t value, const struct frame *f)
{
	begin();
	printk("panic: %s in the kernel, address 0x%lx\n", arch_cause_name(cause), value);
	end(f, f->pc, f->ra, f->sp);
}
