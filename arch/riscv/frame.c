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
#include "lib/string.h"

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

BOOT_OR_COMMAND void frame_init_kthread(struct frame *f, void (*entry)(void *), void *arg,
					va_t stack_top)
{
	f->ra = (uint64_t)kthread_entry;
	f->sp = stack_top;
	f->s0 = (uint64_t)entry;
	f->s1 = (uint64_t)arg;
	f->resume = (uint64_t)resume_kthread;
}

void frame_restart_syscall(struct frame *f, long nr, const uint64_t args[7])
{
	f->pc -= 4;
	f->a0 = args[0];
	f->a1 = args[1];
	f->a2 = args[2];
	f->a3 = args[3];
	f->a4 = args[4];
	f->a5 = args[5];
	f->a6 = args[6];
	f->a7 = (uint64_t)nr;
	f->t0 = f->t1 = f->t2 = f->t3 = f->t4 = f->t5 = f->t6 = 0;
	f->resume = (uint64_t)resume_user;
}

void frame_receive(struct frame *f, const struct message *m)
{
	frame_set_words(f, m->word);
	f->a0 = OK;
	f->a6 = m->info;
	f->a7 = m->badge;
	f->t0 = f->t4 = f->t5 = f->t6 = 0;
	f->resume = (uint64_t)resume_user;
}

/* A frame begins with pc, in the place of x0, and the other registers by number. */
void frame_read(const struct frame *f, struct loris_registers *out)
{
	memcpy(out->x, f, sizeof out->x);
}

void frame_write(struct frame *f, const struct loris_registers *in)
{
	memcpy(f, in->x, sizeof in->x);
}

void resume_to_fault(void); /* entry.S */
void frame_divert_to_fault(struct frame *f)
{
	f->resume = (uint64_t)resume_to_fault;
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
	t->uses_fpu = true;
	stat(fpu_loads);
	return true;
}
