/* SPDX-License-Identifier: MIT */
/* Compiled to assembly only; the lines that begin with -> become build/include/offsets.h. */
#include "kernel/thread.h"
#include "arch/riscv/riscv.h"

#define DEFINE(name, value) __asm__ volatile("\n->" #name " %0" ::"i"(value))

void offsets(void);

void offsets(void)
{
	DEFINE(FRAME_PC, offsetof(struct frame, pc));
	DEFINE(FRAME_STATUS, offsetof(struct frame, status));
	DEFINE(FRAME_RESUME, offsetof(struct frame, resume));
	DEFINE(THREAD_HART, offsetof(struct thread, hart));
	DEFINE(HART_CURRENT, offsetof(struct hart, current));
	DEFINE(HART_STACK_TOP, offsetof(struct hart, stack_top));
	DEFINE(HART_SCRATCH, offsetof(struct hart, scratch));
	DEFINE(HART_PANIC_STACK_TOP, offsetof(struct hart, panic_stack_top));
	DEFINE(HART_FAULT, offsetof(struct hart, fault));
	DEFINE(HART_FIXUP, offsetof(struct hart, fixup));
	DEFINE(HART_SIZE, sizeof(struct hart));
	DEFINE(FPU_FCSR, offsetof(struct fpu, fcsr));
	_Static_assert(offsetof(struct thread, frame) == 0, "sscratch points at both");
	_Static_assert(offsetof(struct frame, t6) == 31 * 8, "offset 8 * N is register xN");
}
