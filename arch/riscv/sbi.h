/* SPDX-License-Identifier: MIT */
/*
 * Calls to the firmware (RISC-V SBI specification 2.0). Every caller checks the error.
 */
#ifndef ARCH_RISCV_SBI_H
#define ARCH_RISCV_SBI_H

#include <stdbool.h>
#include <stdint.h>

#define SBI_EXT_BASE 0x10
#define SBI_EXT_TIME 0x54494d45
#define SBI_EXT_IPI  0x735049
#define SBI_EXT_HSM  0x48534d
#define SBI_EXT_SRST 0x53525354
#define SBI_EXT_DBCN 0x4442434e

#define SBI_LEGACY_PUTCHAR  1
#define SBI_LEGACY_GETCHAR  2
#define SBI_LEGACY_SHUTDOWN 8

struct sbi_result {
	long error; /* 0, or negative */
	long value;
};

struct sbi_result sbi_call(long extension, long function, uint64_t a0, uint64_t a1, uint64_t a2);
bool sbi_has(long extension);

#endif
