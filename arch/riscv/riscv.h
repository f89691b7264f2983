/* SPDX-License-Identifier: MIT */
/*
 * Names for the bits of the RISC-V privileged architecture (version 20240411), as far as Loris uses
 * them. Only arch/riscv/ includes this.
 */
#ifndef ARCH_RISCV_RISCV_H
#define ARCH_RISCV_RISCV_H

/* sstatus, section 10.1.1 */
#define SSTATUS_SIE	 (1UL << 1)
#define SSTATUS_SPIE	 (1UL << 5)
#define SSTATUS_SPP	 (1UL << 8)
#define SSTATUS_FS	 (3UL << 13)
#define SSTATUS_FS_OFF	 (0UL << 13)
#define SSTATUS_FS_CLEAN (2UL << 13)
#define SSTATUS_FS_DIRTY (3UL << 13)
#define SSTATUS_SUM	 (1UL << 18)
#define SSTATUS_UXL_64	 (2UL << 32)
#define SSTATUS_SD	 (1UL << 63)

/* sie and sip, section 10.1.3 */
#define IRQ_SOFT     1
#define IRQ_TIMER    5
#define IRQ_EXTERNAL 9
#define SIE_BIT(irq) (1UL << (irq))

/* scause, section 10.1.8 */
#define CAUSE_INTERRUPT	       (1UL << 63)
#define CAUSE_FETCH_MISALIGNED 0
#define CAUSE_FETCH_ACCESS     1
#define CAUSE_ILLEGAL	       2
#define CAUSE_BREAKPOINT       3
#define CAUSE_LOAD_MISALIGNED  4
#define CAUSE_LOAD_ACCESS      5
#define CAUSE_STORE_MISALIGNED 6
#define CAUSE_STORE_ACCESS     7
#define CAUSE_USER_ECALL       8
#define CAUSE_FETCH_PAGE       12
#define CAUSE_LOAD_PAGE	       13
#define CAUSE_STORE_PAGE       15

/* satp, section 10.1.11 */
#define SATP_MODE_SV39	(8UL << 60)
#define SATP_ASID_SHIFT 44
#define SATP_ASID_MASK	0xffffUL
#define SATP_PPN_MASK	((1UL << 44) - 1)

/* Sv39 page-table entries, section 10.4.1 */
#define PTE_V	      (1UL << 0)
#define PTE_R	      (1UL << 1)
#define PTE_W	      (1UL << 2)
#define PTE_X	      (1UL << 3)
#define PTE_U	      (1UL << 4)
#define PTE_G	      (1UL << 5)
#define PTE_A	      (1UL << 6)
#define PTE_D	      (1UL << 7)
#define PTE_SHARED    (1UL << 8) /* RSW: the frame is a memory object's, not this space's to free */
#define PTE_LEAF      (PTE_R | PTE_W | PTE_X)
#define PTE_PPN_SHIFT 10
#define PTE_PPN_MASK  ((1UL << 44) - 1)

#ifndef __ASSEMBLER__

#define csr_read(csr)                                                            \
	({                                                                       \
		unsigned long csr_value_;                                        \
		__asm__ volatile("csrr %0, " #csr : "=r"(csr_value_)::"memory"); \
		csr_value_;                                                      \
	})
#define csr_write(csr, value) \
	__asm__ volatile("csrw " #csr ", %0" ::"rK"((unsigned long)(value)) : "memory")
#define csr_set(csr, bits) \
	__asm__ volatile("csrs " #csr ", %0" ::"rK"((unsigned long)(bits)) : "memory")
#define csr_clear(csr, bits) \
	__asm__ volatile("csrc " #csr ", %0" ::"rK"((unsigned long)(bits)) : "memory")

#endif
#endif
