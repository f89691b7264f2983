/* SPDX-License-Identifier: MIT */
/*
 * The one place that writes satp; boot.S, where nothing runs yet that could borrow, is the exception.
 * No decision is taken here: mm_load() (kernel/mm.c) knows when, with which ASID, and what is fenced.
 *
 * Priv. 10.1.11: writing satp orders nothing and invalidates nothing; the next fetch uses it.
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/riscv.h"

static uint64_t satp_value(pa_t root, unsigned asid)
{
	return SATP_MODE_SV39 | (uint64_t)asid << SATP_ASID_SHIFT | root >> PAGE_SHIFT;
}

void satp_load(pa_t root, unsigned asid)
{
	csr_write(satp, satp_value(root, asid));
}

pa_t satp_root(void)
{
	return (csr_read(satp) & SATP_PPN_MASK) << PAGE_SHIFT;
}

unsigned satp_asid(void)
{
	return csr_read(satp) >> SATP_ASID_SHIFT & SATP_ASID_MASK;
}

/* Section 10.1.11: ones are written to every ASID bit, and the bits that read back are there. What ran
 * meanwhile was cached under that number, so whoever probes fences everything afterwards. */
unsigned satp_probe_asid_bits(void)
{
	uint64_t before = csr_read(satp);
	unsigned bits = 0;

	csr_write(satp, before | SATP_ASID_MASK << SATP_ASID_SHIFT);
	for (unsigned ones = satp_asid(); ones & 1; ones >>= 1)
		bits++;
	csr_write(satp, before);
	return bits;
}
