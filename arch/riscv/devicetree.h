/* SPDX-License-Identifier: MIT */
/* Everything about the machine, from the device tree the firmware hands over. */
#ifndef ARCH_RISCV_DEVICETREE_H
#define ARCH_RISCV_DEVICETREE_H

#include "arch/riscv/arch.h"

#define HARTS_SEEN_MAX MAX_HARTS

/* What boot.c needs beyond struct machine. Addresses are physical; 0: there is none. */
struct platform {
	pa_t uart, plic, power_test;
	uint64_t uart_size, plic_size;
	uint32_t uart_shift, uart_width, uart_irq;
	bool uart_is_synopsys;
	uint32_t plic_context; /* of the boot hart's supervisor mode */
	bool has_plic_context;
	uint32_t plic_phandle;
	const char *stdout_path; /* NULL: none chosen */
	uint32_t intc;		 /* phandle of the boot hart's interrupt controller; 0: not known */
	bool at_boot_hart,
		knows_boot_hart; /* while the tree is read; and whether it has that hart */
	unsigned hart_count;
	uint64_t hartid[HARTS_SEEN_MAX]; /* the boot hart first */
};

/* Reads the tree at this physical address (mapped), gives memory to the page allocator, fills machine
 * and *out. What is wrong is said in one line; false: without this the kernel cannot go on. */
bool devicetree_read(pa_t tree, uint64_t boot_hartid, struct platform *out);

#endif
