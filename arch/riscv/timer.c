/* SPDX-License-Identifier: MIT */
/*
 * The timer of this hart: stimecmp where the device tree names Sstc (one instruction), else the
 * firmware. Setting it also clears a pending interrupt (Sstc 1.0, section 2.1; SBI, chapter 6).
 */
#include "arch/riscv/timer.h"
#include "arch/riscv/arch.h"
#include "arch/riscv/probe.h"
#include "arch/riscv/sbi.h"
#include "kernel/panic.h"

#define CSR_STIMECMP "0x14d"

/* The tree may name what the firmware or the machine does not give (QEMU 7.2's spike). */
BOOT void timer_choose(void)
{
	machine.has_sstc = machine.has_sstc && probe_stimecmp();
}

void arch_timer_set(uint64_t ticks)
{
	struct sbi_result r;

	if (machine.has_sstc) {
		__asm__ volatile("csrw " CSR_STIMECMP ", %0" ::"r"(ticks));
		return;
	}
	r = sbi_call(SBI_EXT_TIME, 0, ticks, 0, 0);
	if (r.error)
		panic("the firmware refuses to set the timer: SBI error %ld", r.error);
}
