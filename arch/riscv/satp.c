/* SPDX-License-Identifier: MIT */
/*
 * Reading satp, to compare it with what software believes, and probing it; writing is in satp.h.
 */
#include "arch/riscv/arch.h"
#include "arch/riscv/riscv.h"

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
