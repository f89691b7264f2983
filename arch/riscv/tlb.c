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

static void count(enum fence_reason reason)
{
	stat(fences);
	switch (reason) {
	case FENCE_SWITCH:
		stat(fences_switch);
		break;
	case FENCE_ROLLOVER:
		stat(fences_rollover);
		break;
	case FENCE_LOCAL:
		stat(fences_local);
		break;
	case FENCE_REMOTE:
		stat(fences_remote);
		break;
	case FENCE_DEBT:
		stat(fences_debt);
		break;
	case FENCE_SPURIOUS:
		stat(fences_spurious);
		break;
	case FENCE_KERNEL:
		stat(fences_kernel);
		break;
	case FENCE_POLICY:
		stat(fences_policy);
		break;
	}
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

void tlb_fence_va(va_t va, enum fence_reason reason)
{
	__asm__ volatile("sfence.vma %0, zero" ::"r"(va) : "memory");
	stat(fences_va);
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
