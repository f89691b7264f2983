/* SPDX-License-Identifier: MIT */
/* Entries as bits, for the two files that build tables. */
#ifndef ARCH_RISCV_PAGETABLE_H
#define ARCH_RISCV_PAGETABLE_H

#include "arch/riscv/arch.h"
#include "arch/riscv/riscv.h"

uint64_t pte_table(pa_t table);
/* rights: PTE_R | ... ; V, A and (if writable) D are added. */
uint64_t pte_leaf(pa_t pa, uint64_t rights);

extern pa_t image_physical; /* where image_start was loaded */

#endif
