/* SPDX-License-Identifier: MIT */
/*
 * Faults and interrupts, from the cause register to whoever deals with them.
 */
#include "arch/riscv/traps.h"
#include "arch/riscv/plic.h"
#include "arch/riscv/riscv.h"
#include "kernel/debug.h"
#include "kernel/fault.h"
#include "kernel/panic.h"
#include "kernel/process.h"
#include "kernel/reaper.h"
#include "kernel/smp.h"
#include "kernel/vm.h"

static void interrupt(uint64_t cause)
{
	switch (cause & ~CAUSE_INTERRUPT) {
	case IRQ_SOFT:
		/* Cleared before looking, so that what is sent while we look interrupts again. */
		csr_clear(sip, SIE_BIT(IRQ_SOFT));
		/* A write of a CSR is device output to the memory model, and what follows a load of memory
		 * (unprivileged ISA, 2.7). */
		__asm__ volatile("fence iorw, iorw" ::: "memory");
		hart_interrupted();
		break;
	case IRQ_TIMER:
		timers_expire(this_hart(), time_now());
		break;
	case IRQ_EXTERNAL:
		plic_interrupt();
		break;
	default:
		panic("interrupt %lu, which nobody enabled", cause & ~CAUSE_INTERRUPT);
	}
}

static unsigned access_of(uint64_t cause)
{
	if (cause == CAUSE_FETCH_PAGE)
		return LORIS_PROT_EXEC;
	return cause == CAUSE_STORE_PAGE ? LORIS_PROT_WRITE : LORIS_PROT_READ;
}

static void page_fault(struct thread *t, uint64_t cause, va_t address)
{
	enum err e;

	stat(page_faults);
	e = vm_fault(t->mm, address, access_of(cause));
	if (e == ERR_NO_MEMORY && reaper_wait_for_memory())
		thread_block(); /* and then the instruction is tried again */
	t->reaps_awaited = 0;	/* this touch has waited; the next one waits anew */
	if (e == ERR_NO_MEMORY)
		fault_no_memory(cause, address);
	if (e != OK)
		fault_take(LORIS_FAULT_PAGE, cause, address);
}

static void exception(struct thread *t, uint64_t cause, uint64_t value)
{
	switch (cause) {
	case CAUSE_FETCH_PAGE:
	case CAUSE_LOAD_PAGE:
	case CAUSE_STORE_PAGE:
		page_fault(t, cause, value);
		break;
	case CAUSE_ILLEGAL:
		if (fpu_first_use(t))
			break;
		fault_take(LORIS_FAULT_ILLEGAL, cause, value);
	default:
		fault_take(LORIS_FAULT_OTHER, cause, value);
	}
}

void trap_user(uint64_t cause, uint64_t value)
{
	debug_satp_truth(this_hart());
	if (cause & CAUSE_INTERRUPT)
		interrupt(cause);
	else
		exception(this_hart()->current, cause, value);
	sched_irq_exit();
}

void trap_kernel_interrupt(uint64_t cause)
{
	debug_satp_truth(this_hart());
	interrupt(cause);
	sched_irq_exit();
}

void trap_kernel_exception(uint64_t cause, uint64_t value, struct frame *f)
{
	struct hart *h = this_hart();

	if (!h->fixup)
		panic_exception(cause, value, f);
	f->pc = h->fixup;
	h->fixup = 0;
}

const char *arch_cause_name(uint64_t cause)
{
	static const char *const names[] = {
		[CAUSE_FETCH_MISALIGNED] = "instruction address misaligned",
		[CAUSE_FETCH_ACCESS] = "instruction access fault",
		[CAUSE_ILLEGAL] = "illegal instruction",
		[CAUSE_BREAKPOINT] = "breakpoint",
		[CAUSE_LOAD_MISALIGNED] = "load address misaligned",
		[CAUSE_LOAD_ACCESS] = "load access fault",
		[CAUSE_STORE_MISALIGNED] = "store address misaligned",
		[CAUSE_STORE_ACCESS] = "store access fault",
		[CAUSE_FETCH_PAGE] = "instruction page fault",
		[CAUSE_LOAD_PAGE] = "load page fault",
		[CAUSE_STORE_PAGE] = "store page fault",
	};

	if (cause < sizeof(names) / sizeof(*names) && names[cause])
		return names[cause];
	return "unknown cause";
}
