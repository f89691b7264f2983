/* SPDX-License-Identifier: MIT */
/*
 * Saved registers: how new threads begin, and the FPU's part, which is moved only when it must be.
 *
 * sstatus.FS of a user thread that is running: Off until it first uses the FPU here, then Clean or
 * Dirty. Leaving with Dirty saves the registers, so memory is complete whenever the thread does not
 * run. Coming back to a hart whose registers are still the thread's costs nothing; otherwise FS is Off
 * and the first use traps, loads, and goes on. So nobody ever sees another thread's registers.
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/riscv.h"
#include "arch/riscv/traps.h"
#include "kernel/thread.h"

/* entry.S */
void resume_syscall(void);
void resume_user(void);
void resume_kthread(void);
void kthread_entry(void);
void fpu_load(const struct fpu *f);

void frame_init_user(struct frame *f, va_t pc, va_t sp, va_t tp, uint64_t a0, uint64_t a1)
{
	f->pc = pc;
	f->sp = sp;
	f->tp = tp;
	f->a0 = a0;
	f->a1 = a1;
	f->status = SSTATUS_UXL_64 | SSTATUS_SPIE; /* user mode, irqs on, FPU off, SUM 0 */
	f->resume = (uint64_t)resume_user;
}

void frame_init_kthread(struct frame *f, void (*entry)(void *), void *arg, va_t stack_top)
{
	f->ra = (uint64_t)kthread_entry;
	f->sp = stack_top;
	f->s0 = (uint64_t)entry;
	f->s1 = (uint64_t)arg;
	f->resume = (uint64_t)resume_kthread;
}

void frame_restart_syscall(struct frame *f, long nr, uint64_t a0, uint64_t a1, uint64_t a2)
{
	f->pc -= 4;
	f->a0 = a0;
	f->a1 = a1;
	f->a2 = a2;
	f->a7 = (uint64_t)nr;
	f->a3 = f->a4 = f->a5 = f->a6 = 0;
	f->t0 = f->t1 = f->t2 = f->t3 = f->t4 = f->t5 = f->t6 = 0;
	f->resume = (uint64_t)resume_user;
}

bool fpu_first_use(struct thread *t)
{
	struct hart *h = this_hart();

	if (!machine.has_fpu || (t->frame.status & SSTATUS_FS) != SSTATUS_FS_OFF)
		return false;
	csr_set(sstatus, SSTATUS_FS_DIRTY);
	fpu_load(&t->fpu);
	t->frame.status |= SSTATUS_FS_CLEAN;
	t->fpu.hart = h;
	h->fpu_owner = &t->fpu;
	stat(fpu_loads);
	return true;
}
