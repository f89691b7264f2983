/* SPDX-License-Identifier: MIT */
/* Which RISC-V instructions our plugins watch, told from their bits. */
#ifndef PLUGIN_INSN_H
#define PLUGIN_INSN_H

#include <stdint.h>
#include <string.h>
#include "qemu_plugin.h"

/* The instruction's bytes; 0 above them. */
static inline uint32_t bits_of(const struct qemu_plugin_insn *insn)
{
	uint32_t bits = 0;

#if QEMU_PLUGIN_API < 3
	memcpy(&bits, qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));
#else
	qemu_plugin_insn_data(insn, &bits, sizeof(bits));
#endif
	return bits;
}

enum kind { SATP, SFENCE, SINVAL, FENCE_I, ATOMIC, KINDS, MARKER = KINDS, OTHER };

#define MARKER_LAST \
	2032 /* of the last pair; above are the hints of debug builds (arch/riscv/hint.h) */

#define CSR_SATP 0x180

/* csrrs and csrrc with x0, or with the immediate 0, only read. */
static inline int writes_csr(uint32_t insn)
{
	uint32_t funct3 = insn >> 12 & 7, source = insn >> 15 & 31;

	return (insn & 0x7f) == 0x73 && (funct3 & 3) && ((funct3 & 3) == 1 || source);
}

static inline uint32_t marker_of(uint32_t insn)
{
	return insn >> 20;
}

static inline enum kind kind_of(uint32_t insn)
{
	if (writes_csr(insn) && insn >> 20 == CSR_SATP)
		return SATP;
	if ((insn & 0xfe007fff) == 0x12000073)
		return SFENCE;
	if ((insn & 0xfe007fff) == 0x16000073)
		return SINVAL;
	if ((insn & 0x707f) == 0x100f)
		return FENCE_I;
	if ((insn & 0x7f) == 0x2f)
		return ATOMIC;
	if ((insn & 0xfffff) == 0x2013 && marker_of(insn) && marker_of(insn) <= MARKER_LAST)
		return MARKER;
	return OTHER;
}

#endif
