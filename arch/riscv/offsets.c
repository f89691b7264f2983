/* SPDX-License-Identifier: MIT */
/* Compiled to assembly only; the lines that begin with -> become build/include/offsets.h. */
#include "kernel/thread.h"
#include "arch/riscv/kpti.h"
#include "arch/riscv/riscv.h"

#define DEFINE(name, value) __asm__ volatile("\n->" #name " %0" ::"i"(value))

void offsets(void);

void offsets(void)
{
	DEFINE(FRAME_PC, offsetof(struct frame, pc));
	DEFINE(FRAME_STATUS, offsetof(struct frame, status));
	DEFINE(FRAME_RESUME, offsetof(struct frame, resume));
	DEFINE(HART_READY, offsetof(struct hart, rq.ready));
	DEFINE(THREAD_PRIORITY, offsetof(struct thread, priority));
	DEFINE(THREAD_HART, offsetof(struct thread, hart));
	DEFINE(HART_CURRENT, offsetof(struct hart, current));
	DEFINE(HART_STACK_TOP, offsetof(struct hart, stack_top));
	DEFINE(HART_SCRATCH, offsetof(struct hart, scratch));
	DEFINE(HART_PANIC_STACK_TOP, offsetof(struct hart, panic_stack_top));
	DEFINE(HART_FAULT, offsetof(struct hart, fault));
	DEFINE(HART_FIXUP, offsetof(struct hart, fixup));
	DEFINE(HART_KPTI, offsetof(struct hart, kpti));
	DEFINE(HART_SATP_WRITES_TRAP, offsetof(struct hart, stats.satp_writes_trap));
	DEFINE(HART_FENCES, offsetof(struct hart, stats.fences));
	DEFINE(HART_FENCES_ALL, offsetof(struct hart, stats.fences_all));
	DEFINE(HART_FENCES_SWITCH, offsetof(struct hart, stats.fences_switch));
	DEFINE(AREA_SATP_KERNEL, offsetof(struct kpti_area, satp_kernel));
	DEFINE(AREA_SATP_USER, offsetof(struct kpti_area, satp_user));
	DEFINE(AREA_THREAD, offsetof(struct kpti_area, thread));
	DEFINE(AREA_S0, offsetof(struct kpti_area, s0));
	DEFINE(AREA_T0, offsetof(struct kpti_area, t0));
	DEFINE(AREA_T1, offsetof(struct kpti_area, t1));
	DEFINE(AREA_HART, offsetof(struct kpti_area, hart));
	DEFINE(AREA_FENCES, offsetof(struct kpti_area, fences));
	DEFINE(HART_SIZE, sizeof(struct hart));
	DEFINE(HART_FPU_OWNER, offsetof(struct hart, fpu_owner));
	DEFINE(THREAD_USES_FPU, offsetof(struct thread, uses_fpu));
	DEFINE(THREAD_FPU, offsetof(struct thread, fpu));
	DEFINE(FPU_HART, offsetof(struct fpu, hart));
	DEFINE(FPU_FCSR, offsetof(struct fpu, fcsr));
	_Static_assert(offsetof(struct thread, frame) == 0, "sscratch points at both");
	_Static_assert(offsetof(struct frame, t6) == 31 * 8, "offset 8 * N is register xN");
}
