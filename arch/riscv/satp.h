/* SPDX-License-Identifier: MIT */
/*
 * The one place that writes satp. The exceptions: boot.S and the ASID probe (satp.c), which run before
 * anything could be borrowed, and the kpti trampoline (trampoline.S), which goes between the two views of
 * what is loaded. No decision is taken here: mm_load() (kernel/load.c), the one caller,
 * knows when, with which ASID, and what is fenced. Inline, so that mm_load() is a leaf.
 *
 * Priv. 10.1.11: writing satp orders nothing and invalidates nothing; the next fetch uses it.
 */
#ifndef ARCH_RISCV_SATP_H
#define ARCH_RISCV_SATP_H

#include <stdint.h>
#include "arch/riscv/riscv.h"

/* The value of satp that names this root, with ASID 0. */
static inline uint64_t satp_of(uint64_t root)
{
	return SATP_MODE_SV39 | root >> 12;
}

static inline uint64_t satp_value(uint64_t satp, unsigned asid)
{
	return satp | (uint64_t)asid << SATP_ASID_SHIFT;
}

static inline void satp_load(uint64_t value)
{
	csr_write(satp, value);
}

#endif
