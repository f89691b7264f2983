/* SPDX-License-Identifier: MIT */
/*
 * The timer of this hart: stimecmp where the device tree names Sstc (one instruction), else the
 * firmware. Setting it also clears a pending interrupt (Sstc 1.0, section 2.1; SBI, chapter 6).
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/sbi.h"
#include "kernel/panic.h"

#define CSR_STIMECMP "0x14d"

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
