/* SPDX-License-Identifier: MIT */
/*
 * Starting and stopping harts (SBI HSM) and interrupting them (SBI IPI). Hart masks name hart ids, which need
 * be neither small nor dense: each call names one, by base (hazard H22).
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/riscv.h"
#include "arch/riscv/sbi.h"
#include "kernel/hart.h"
#include "kernel/mm.h"
#include "kernel/panic.h"
#include "kernel/printk.h"

#define HSM_START  0
#define HSM_STOP   1
#define HSM_STATUS 2

#define HSM_STOPPED 1 /* a status */

extern char start_secondary[];
void close_user_environment(void); /* cpu.S */

/* What boot.S needs of the one hart that is being started; written by the boot hart. Not in bss: a hart
 * may look while that is being cleared. */
#define IN_DATA __attribute__((section(".data")))
uint64_t secondary_satp IN_DATA;
struct hart *secondary_hart IN_DATA;
uint64_t secondary_hartid IN_DATA = UINT64_MAX;

void arch_interrupt_self(void)
{
	csr_set(sip, SIE_BIT(IRQ_SOFT));
}

void arch_send_ipi(struct hart *to)
{
	struct sbi_result r;

	if (to == this_hart()) {
		arch_interrupt_self();
		return;
	}
	/* What the interrupt is about was stored before; the firmware's device write comes after. */
	__asm__ volatile("fence w, o" ::: "memory");
	r = sbi_call(SBI_EXT_IPI, 0, 1, to->hartid, 0);
	if (r.error)
		panic("the firmware refuses to interrupt hart %lu: SBI error %ld", to->hartid,
		      r.error);
}

BOOT_OR_COMMAND bool arch_start_hart(struct hart *h)
{
	struct sbi_result r;

	if (!sbi_has(SBI_EXT_HSM) || !sbi_has(SBI_EXT_IPI)) {
		printk("hart %lu: the firmware cannot start or interrupt harts\n", h->hartid);
		return false;
	}
	secondary_satp = kernel_mm->satp; /* ours may be the space of a program */
	secondary_hart = h;
	fence_full(); /* before the id, by which a hart that came uncalled knows that it is meant */
	store_once(&secondary_hartid, h->hartid);
	fence_full();
	r = sbi_call(SBI_EXT_HSM, HSM_START, h->hartid, image_pa(start_secondary), (uint64_t)h);
	if (r.error) {
		store_once(&secondary_hartid, UINT64_MAX);
		printk("hart %lu: not started: SBI error %ld\n", h->hartid, r.error);
	}
	return r.error == 0;
}

void arch_stop_hart(void)
{
	sbi_call(SBI_EXT_HSM, HSM_STOP, 0, 0, 0);
}

bool arch_hart_stopped(const struct hart *h)
{
	struct sbi_result r = sbi_call(SBI_EXT_HSM, HSM_STATUS, h->hartid, 0, 0);

	return r.error == 0 && r.value == HSM_STOPPED;
}

void arch_hart_init(void)
{
	/* All that a hart's CSRs must hold, in one place (hazard H48). */
	csr_write(sstatus, SSTATUS_UXL_64);
	csr_write(scounteren, 7); /* user mode may read cycle, time, instret */
	close_user_environment();
	csr_write(sie, SIE_BIT(IRQ_SOFT) | SIE_BIT(IRQ_TIMER) | SIE_BIT(IRQ_EXTERNAL));
	arch_timer_set(UINT64_MAX);
	icache_fence();
}
