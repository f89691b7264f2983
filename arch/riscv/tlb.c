/* SPDX-License-Identifier: MIT */
/*
 * The one place that executes sfence.vma (Priv. 11.2.1), a function for each operand form, each counted
 * by kind and by reason. All act on this hart only.
 *
 *   rs1 = x0   every address and every level; else leaf entries of that one page
 *   rs2 = x0   every ASID and global entries; else that ASID, without global entries
 */
#include "arch/riscv/arch.h"
#include "kernel/hart.h"

/* The reasons' counters stand in the order of enum fence_reason. */
_Static_assert(offsetof(struct loris_stats, fences_policy) -
			       offsetof(struct loris_stats, fences_switch) ==
		       FENCE_POLICY * sizeof(uint64_t),
	       "lib/counters.h and enum fence_reason");

static void count(enum fence_reason reason)
{
	struct loris_stats *s = &this_hart()->stats;

	s->fences++;
	(&s->fences_switch)[reason]++;
}

void tlb_fence_all(enum fence_reason reason)
{
	__asm__ volatile("sfence.vma zero, zero" ::: "memory");
	stat(fences_all);
	count(reason);
}

void tlb_fence_asid(unsigned asid, enum fence_reason reason)
{
	__asm__ volatile("sfence.vma zero, %0" ::"r"((unsigned long)asid) : "memory");
	stat(fences_asid);
	count(reason);
}

void tlb_fence_va_asid(va_t va, unsigned asid, enum fence_reason reason)
{
	__asm__ volatile("sfence.vma %0, %1" ::"r"(va), "r"((unsigned long)asid) : "memory");
	stat(fences_va_asid);
	count(reason);
}

void icache_fence(void)
{
	__asm__ volatile("fence.i" ::: "memory");
	stat(icache_fences);
}
