/* SPDX-License-Identifier: MIT */
/*
 * The whole contract between kernel/ and the processor. kernel/ includes nothing else from arch/; a
 * port to another processor provides what stands here and no more.
 *
 * "Irqs off" means that this hart takes no interrupts (sstatus.SIE = 0). Everything on a hart's own
 * stack (system calls, faults, interrupts, schedule()) runs so; only kthreads run with irqs on.
 */
#ifndef ARCH_RISCV_ARCH_H
#define ARCH_RISCV_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "arch/riscv/asid.h"
#include "arch/riscv/attributes.h"
#include "arch/riscv/frame.h"
#include "arch/riscv/hint.h"
#include "arch/riscv/layout.h"
#ifdef MESSAGE_IN_REGISTERS
#include "arch/riscv/message.h"
#endif
#include "arch/riscv/order.h"
#include "arch/riscv/satp.h"
#include "lib/abi.h"

struct hart;
struct thread;
struct mm;
struct endpoint;

typedef uint64_t pa_t; /* a physical address */
typedef uint64_t va_t; /* a virtual address */

/* ---- threads that are not running (frame.h: their registers; message.h) --------------------------------- */

/* Irqs off, from a kthread: ipc_fast_kernel() with the words in its frame. Returns with the next there. */
void message_kernel_reply_recv(void *endpoint);

/* FPU registers of a thread; valid in memory whenever the thread is not running. */
struct fpu {
	uint64_t f[32];
	uint64_t fcsr;
	struct hart *hart; /* whose registers were last loaded from here; NULL: none yet */
};

/* A user thread that will start at pc with the given stack, thread pointer and arguments, all other
 * registers zero, FPU off. The frame must be zeroed memory. */
void frame_init_user(struct frame *f, va_t pc, va_t sp, va_t tp, uint64_t a0, uint64_t a1);
/* A kthread that will call entry(arg) with irqs on, on the stack that ends at stack_top; then
 * kthread_exit(). */
void frame_init_kthread(struct frame *f, void (*entry)(void *), void *arg, va_t stack_top);
/* The thread will repeat its system call `nr` with a0..a6 as given when it next runs. */
void frame_restart_syscall(struct frame *f, long nr, const uint64_t args[7]);
/* The thread will call thread_exit_killed() instead of going on in user mode. */
void resume_to_exit(void); /* entry.S */
static inline void frame_divert_to_exit(struct frame *f)
{
	f->resume = (uint64_t)resume_to_exit;
}
static inline void frame_set_result(struct frame *f, long result)
{
	f->a0 = (uint64_t)result;
}

/* Forget this hart's stack and run hart->current. How a system call that gave up the hart ends. */
_Noreturn void arch_resume(void);
/* schedule() or schedule_to(to), then that. */
_Noreturn void arch_schedule(void);
_Noreturn void arch_schedule_to(struct thread *to);
/* From a kthread, irqs off: save what C preserves, call schedule_to(to) on the hart's stack, run what
 * it chose. Returns, irqs off, when this kthread is chosen again. */
void arch_kthread_switch(struct thread *to);

/*
 * FPU, by sstatus.FS (Machine ISA, section 3.1.6.6). Called by schedule() for user threads only: out
 * makes frame and fpu in memory complete, before any other hart can see the thread; in turns the FPU
 * off when its registers are not this thread's (h->fpu_owner says whose they are).
 */
#define FRAME_FS       (3UL << 13)
#define FRAME_FS_CLEAN (2UL << 13)
#define FRAME_SD       (1UL << 63) /* FS is Dirty */

/* Stores f0-f31 and fcsr. Links through t0 and changes no register that C counts on but t5, so that
 * the rare save costs the usual switch nothing, and no message. */
static inline void fpu_save(struct fpu *fpu)
{
	register struct fpu *a0 __asm__("a0") = fpu;
	__asm__ volatile("jal t0, fpu_store" ::"r"(a0) : "t0", "t5", "memory");
}

/* True: the FPU state was saved. */
static inline bool arch_user_out(struct frame *f, struct fpu *fpu)
{
	uint64_t status;

	__asm__ volatile("csrr %0, sstatus" : "=r"(status)::"memory");
	f->status = status;
	if ((int64_t)status >= 0)
		return false;
	fpu_save(fpu);
	f->status = (status & ~(FRAME_SD | FRAME_FS)) | FRAME_FS_CLEAN;
	/* Dirty to Clean here too: nobody saves it twice. */
	__asm__ volatile("csrc sstatus, %0" ::"r"(FRAME_FS & ~FRAME_FS_CLEAN) : "memory");
	return true;
}

static inline void arch_user_in(struct frame *f, const struct fpu *fpu, const struct hart *h,
				const struct fpu *owner)
{
	if (f->status & FRAME_FS && (owner != fpu || fpu->hart != h))
		f->status &= ~FRAME_FS;
}

/* ---- this hart ---------------------------------------------------------------------------------- */

static inline struct hart *this_hart(void)
{
	struct hart *h;
	__asm__("mv %0, tp" : "=r"(h));
	return h;
}

static inline void irq_enable(void)
{
	__asm__ volatile("csrsi sstatus, 2" ::: "memory");
}

static inline void irq_disable(void)
{
	__asm__ volatile("csrci sstatus, 2" ::: "memory");
}

static inline bool irq_enabled(void)
{
	unsigned long status;
	__asm__ volatile("csrr %0, sstatus" : "=r"(status)::"memory");
	return status & 2;
}

static inline bool irq_save(void)
{
	unsigned long old;
	__asm__ volatile("csrrci %0, sstatus, 2" : "=r"(old)::"memory");
	return old & 2;
}

static inline void irq_restore(bool on)
{
	if (on)
		irq_enable();
}

/* Irqs off: one waits to be taken as soon as they are on. */
static inline bool irq_pending(void)
{
	unsigned long pending, wanted;
	__asm__ volatile("csrr %0, sip\n\tcsrr %1, sie" : "=r"(pending), "=r"(wanted)::"memory");
	return pending & wanted;
}

/* Irqs off: sleep until an interrupt is pending, without taking it. */
static inline void arch_wait(void)
{
	__asm__ volatile("wfi" ::: "memory");
}

/* Puts this hart's control registers into the state the kernel wants; satp and stvec are set. */
void arch_hart_init(void);

/* ---- time ---------------------------------------------------------------------------------------- */

static inline uint64_t time_now(void) /* ticks of the platform's timer, the same on all harts */
{
	uint64_t t;
	__asm__ volatile("rdtime %0" : "=r"(t));
	return t;
}

/* The next timer interrupt of this hart: at `ticks`, or never (UINT64_MAX). Sstc when there, else SBI. */
void arch_timer_set(uint64_t ticks);

/* ---- physical memory ------------------------------------------------------------------------------ */

static inline void *direct(pa_t pa)
{
	return (void *)(pa + DIRECT_BASE);
}

static inline pa_t direct_pa(const void *p)
{
	return (pa_t)p - DIRECT_BASE;
}

pa_t image_pa(const void *p); /* of an object inside the kernel image */
extern char image_start[],
	image_end[];	    /* the kernel image (kernel.ld); its end is the address space's */
uint64_t image_stays(void); /* bytes of it that are the kernel's when the machine is up */

/* ---- page tables (pagetable.c): tables and entries, no fences, no policy -------------------------- */

/* All for the user half of `mm`, mm->lock held. prot is LORIS_PROT_*. */

/* One entry of a lowest-level table; valid as long as mm->lock is held. */
typedef uint64_t pt_slot;

/* The slot of va, its tables made if need be. NULL: no memory; what was made is freed with the mm. */
pt_slot *pt_prepare(struct mm *mm, va_t va);
/* The slot of the first page mapped at or after *va and below end, *va moved to it; NULL: none. */
pt_slot *pt_next(struct mm *mm, va_t *va, va_t end);
/* The slot of va; NULL: nothing is mapped there. */
pt_slot *pt_find(struct mm *mm, va_t va);

/* Fills an empty slot. `shared`: the frame is not the space's to free. */
void pt_set(pt_slot *slot, pa_t pa, unsigned prot, bool shared);
/* Changes the rights of a mapped page; true when it lost one (then a flush is owed). */
bool pt_protect(pt_slot *slot, unsigned prot);

static inline pa_t pte_pa(uint64_t pte) /* bits 63:54 of ours are 0 */
{
	return pte >> PTE_PPN_SHIFT << PAGE_SHIFT;
}

static inline bool pt_mapped(const pt_slot *slot)
{
	return *slot & PTE_V;
}

static inline pa_t pt_pa(const pt_slot *slot)
{
	return pte_pa(*slot);
}

static inline bool pt_shared(const pt_slot *slot)
{
	return *slot & PTE_SHARED;
}

/* Empties a slot. */
static inline void pt_clear(pt_slot *slot)
{
	store_once(slot, 0);
}

#define PT_ROOT_LEVEL 2

/* A new root: user half empty, kernel half a copy. */
void pt_root_init(pa_t root);
/* Empties the user half of the root, so that nothing below can be walked any more. */
void pt_root_detach(pa_t root);
/* Calls leaf(pa) for each page mapped by one detached lowest-level table that is not shared. */
void pt_table_release(pa_t table, void (*leaf)(pa_t));
/* True when the kernel half of the root is bit-identical to the kernel's own. */
bool pt_kernel_half_intact(pa_t root);

/* Checks every entry below a root; `global`: G is right in the kernel half. NULL, or what is wrong. */
const char *pt_check(pa_t root, bool global);

/* ---- kpti: user mode on a root of its own (kpti.c) ------------------------------------------------- */

/* The user view of the space that `root` is the kernel view of: the same user half, of the kernel only
 * the trampoline and the harts' save areas. 0: no memory. */
pa_t pt_user_root_new(pa_t root);
/* Copies the user half anew; nobody changes it meanwhile. */
void pt_user_root_sync(pa_t user_root, pa_t root);
void pt_user_root_free(pa_t user_root);
/* True when it maps nothing of the kernel but those; when its user half is that of `root`. */
bool pt_user_root_intact(pa_t user_root);
bool pt_user_root_same(pa_t user_root, pa_t root);
/* The kernel's part of all user roots; `global`: it carries G. All harts stopped. */
void kpti_map_init(bool global);
/* This hart's traps and returns change satp, or no longer do. All harts stopped. */
void kpti_enter(struct hart *h, bool on, bool fences);
/* satp has been loaded: what the trampoline is to write on the way in and on the way out. */
void kpti_load(struct hart *h, uint64_t satp, pa_t user_root, unsigned asid);

/* ---- the kernel's own mappings -------------------------------------------------------------------- */

/* Builds the kernel root from what the page allocator holds; called once, by the boot hart. */
void kernel_map_init(void);
pa_t kernel_root(void);
/* From here on user roots may be copied from it: no entry of the root is written any more, and what would
 * need one fails. */
void kernel_map_seal(void);
/* Maps a new stack, guard page below, and fences all harts before it is used. NULL: no memory. */
void *stack_map(void);
/* What only booting needed goes to the page allocator: from a kthread, when nothing of it runs or will
 * be called any more. */
void boot_memory_free(void);
/* Sets or clears G on each kernel leaf; all harts stopped, a full fence on each follows. */
void kernel_map_set_global(bool global);
/* Maps `size` bytes of device registers; only while booting. NULL: no room, or nothing that can be a device. */
volatile void *device_map(pa_t pa, uint64_t size);

/* ---- satp (satp.h: satp_of(root), satp_load(value, asid)) --------------------------------------------- */

/* What satp holds now, to compare with what software believes. */
pa_t satp_root(void);
unsigned satp_asid(void);
/* ASID bits this hart implements: 0 .. 16. Leaves satp as it was, and entries under other numbers: the
 * caller fences everything. */
unsigned satp_probe_asid_bits(void);

/* ---- the TLB (tlb.c): the one place that executes sfence.vma --------------------------------------- */

/* This hart only; section 11.2.1 says what each operand form covers. `reason` counts it. */
enum fence_reason {
	FENCE_SWITCH,
	FENCE_ROLLOVER,
	FENCE_LOCAL,
	FENCE_REMOTE,
	FENCE_DEBT,
	FENCE_SPURIOUS,
	FENCE_KERNEL,
	FENCE_POLICY,
};
void tlb_fence_all(enum fence_reason reason);
void tlb_fence_asid(unsigned asid, enum fence_reason reason);
/* Leaf entries of that many pages from va on. */
void tlb_fence_pages(va_t va, uint64_t pages, unsigned asid, enum fence_reason reason);
/* How fences for pages are executed; decided while booting. */
extern enum tlb_form {
	TLB_EXACT,   /* sfence.vma as the reason wants it */
	TLB_SVINVAL, /* likewise, pages by sinval.vma */
	TLB_BARE,    /* every form as the bare one, which does most (`fences=bare`) */
} tlb_form;
/* Instructions written before this by this hart, or by others and acquired, are what it fetches next. */
void icache_fence(void);

/* ---- other harts (smp.c) --------------------------------------------------------------------------- */

/* Interrupts the hart; it will call hart_interrupted(). */
void arch_send_ipi(struct hart *to);
/* An interrupt to this hart itself, taken as soon as irqs are on. */
void arch_interrupt_self(void);
/* Starts a hart by SBI HSM; it comes up in hart_main(). false, said why: the firmware refused. */
bool arch_start_hart(struct hart *h);
/* Stops this hart; irqs off. Returns only if the firmware refuses. */
void arch_stop_hart(void);
/* It has left the kernel for good, its stacks included: it can be started. */
bool arch_hart_stopped(const struct hart *h);

/* ---- device interrupts (plic.c) ------------------------------------------------------------------------ */

/* Whether the machine has this source. */
bool arch_irq_exists(unsigned source);
/* From now on each comes to interrupt_raised(), on one hart; the next one when this one is completed. */
void arch_irq_enable(unsigned source);
void arch_irq_disable(unsigned source);
void arch_irq_complete(unsigned source);

/* ---- devices (devices.c) ------------------------------------------------------------------------------ */

/* Where device number d->index of that compatible is. False: there is none, or it has no registers. */
bool arch_find_device(struct loris_device *d);

/* ---- console and machine ---------------------------------------------------------------------------- */

void console_put(char c);
int console_get(void); /* a waiting character, or -1 */
/* The interrupt source that input raises; 0: it must be polled. */
unsigned console_irq(void);
/* Makes it raise it, whatever somebody did to the device meanwhile. */
void console_listen(void);
/* Ends the machine. Through sifive,test where there is one, so that QEMU's exit status tells. */
_Noreturn void arch_power_off(unsigned status);
_Noreturn void arch_reboot(void);

#define BOOTARGS_MAX 2048

/* What the boot found out about the machine; written by the boot hart before others start. */
struct machine {
	uint64_t timebase; /* ticks a second */
	bool has_fpu;
	bool has_sstc;
	bool has_svinval;
	pa_t initrd, initrd_end; /* equal: none */
	char bootargs[BOOTARGS_MAX];
	const char *firmware; /* a name for the boot banner */
	uint64_t firmware_version;
};
extern struct machine machine;

/* Whether the kernel could touch user pages of what is loaded; it never may (hazard H47). For who checks that. */
static inline bool arch_user_memory_open(void)
{
	unsigned long status;
	__asm__ volatile("csrr %0, sstatus" : "=r"(status)::"memory");
	return status & 1UL << 18; /* SUM */
}

/* Reads *p into *out unless that faults; for the panic code and for tests that want a fault. */
bool arch_probe_read(const void *p, uint64_t *out);

/* Prints a thread's registers, or the calls that led here, as far as they can be told. */
void arch_print_frame(const struct frame *f);
void arch_backtrace(va_t pc, va_t ra, va_t sp, va_t stack_low, va_t stack_high);
const char *arch_cause_name(uint64_t cause);

#endif
