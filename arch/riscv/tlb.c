/* SPDX-License-Identifier: MIT */
/*
 * The one place that executes sfence.vma and sinval.vma (Priv. 11.2.1, chapter 7 of the extensions for
 * Svinval), a function for each operand form, each counted by kind and by reason. All act on this hart
 * only. The named exceptions are boot.S and trampoline.S (kpti).
 *
 *   rs1 = x0   every address and every level; else leaf entries of that one page
 *   rs2 = x0   every ASID and global entries; else that ASID, without global entries
 *
 * With `fences=bare` every form becomes sfence.vma x0, x0, which does all that the others do: some cores
 * do not do what the operands say (SiFive erratum CIP-1200, hazard H44).
 */
#include "arch/riscv/arch.h"
#include "kernel/hart.h"

/* The reasons' counters stand in the order of enum fence_reason. */
_Static_assert(offsetof(struct loris_stats, fences_policy) -
			       offsetof(struct loris_stats, fences_switch) ==
		       FENCE_POLICY * sizeof(uint64_t),
	       "lib/counters.h and enum fence_reason");

enum tlb_form tlb_form;

/* What is rare stays out of the way of what is not. */
#define RARE __attribute__((noinline, cold))

static void count(enum fence_reason reason, uint64_t n)
{
	struct loris_stats *s = &this_hart()->stats;

	count_in(&s->fences, n);
	count_in(&s->fences_switch + reason, n);
}

void tlb_fence_all(enum fence_reason reason)
{
	__asm__ volatile("sfence.vma zero, zero" ::: "memory");
	stat(fences_all);
	count(reason, 1);
}

void tlb_fence_asid(unsigned asid, enum fence_reason reason)
{
	if (tlb_form == TLB_BARE) {
		tlb_fence_all(reason);
		return;
	}
	__asm__ volatile("sfence.vma zero, %0" ::"r"((unsigned long)asid) : "memory");
	stat(fences_asid);
	count(reason, 1);
}

/* One wait for all of them instead of one for each. */
static RARE void invalidate(va_t va, uint64_t pages, unsigned long asid)
{
	__asm__ volatile(".insn r 0x73, 0, 0x0c, x0, x0, x0" ::: "memory"); /* sfence.w.inval */
	for (uint64_t i = 0; i < pages; i++)
		__asm__ volatile(".insn r 0x73, 0, 0x0b, x0, %0, %1" ::"r"(va + i * PAGE_SIZE),
				 "r"(asid)
				 : "memory");				    /* sinval.vma */
	__asm__ volatile(".insn r 0x73, 0, 0x0c, x0, x0, x1" ::: "memory"); /* sfence.inval.ir */
	stat_add(fences_sinval, pages);
}

static RARE void fence_pages_otherwise(va_t va, uint64_t pages, unsigned asid,
				       enum fence_reason reason)
{
	if (tlb_form == TLB_BARE) {
		tlb_fence_all(reason);
		return;
	}
	invalidate(va, pages, asid);
	count(reason, pages);
}

void tlb_fence_pages(va_t va, uint64_t pages, unsigned asid, enum fence_reason reason)
{
	if (tlb_form != TLB_EXACT) {
		fence_pages_otherwise(va, pages, asid, reason);
		return;
	}
	for (va_t end = va + pages * PAGE_SIZE; va != end; va += PAGE_SIZE)
		__asm__ volatile("sfence.vma %0, %1" ::"r"(va), "r"((unsigned long)asid)
				 : "memory");
	stat_add(fences_va_asid, pages);
	count(reason, pages);
}

void icache_fence(void)
{
	__asm__ volatile("fence.i" ::: "memory");
	stat(icache_fences);
}
