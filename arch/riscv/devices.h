/* SPDX-License-Identifier: MIT */
#ifndef ARCH_RISCV_DEVICES_H
#define ARCH_RISCV_DEVICES_H

#include <stdint.h>

/* A node of the device tree that has registers. */
struct device {
	const char *compatible; /* strings, each ended by NUL, `len` bytes in all */
	uint32_t len;
	uint32_t source; /* its interrupt at the PLIC; 0: none */
	uint64_t address, size;
};

/* In the order of the tree, while booting. */
void device_add(const struct device *d);

#endif
