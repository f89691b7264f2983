/* SPDX-License-Identifier: MIT */
#include "arch/riscv/sbi.h"

#define BASE_PROBE 3

struct sbi_result sbi_call(long extension, long function, uint64_t arg0, uint64_t arg1,
			   uint64_t arg2)
{
	register uint64_t a0 __asm__("a0") = arg0;
	register uint64_t a1 __asm__("a1") = arg1;
	register uint64_t a2 __asm__("a2") = arg2;
	register uint64_t a6 __asm__("a6") = (uint64_t)function;
	register uint64_t a7 __asm__("a7") = (uint64_t)extension;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
	return (struct sbi_result){(long)a0, (long)a1};
}

bool sbi_has(long extension)
{
	struct sbi_result r = sbi_call(SBI_EXT_BASE, BASE_PROBE, (uint64_t)extension, 0, 0);
	return r.error == 0 && r.value != 0;
}
