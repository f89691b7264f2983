/* SPDX-License-Identifier: MIT */
#ifndef ARCH_RISCV_POWER_H
#define ARCH_RISCV_POWER_H

/* The registers of a sifive,test device, if the device tree has one. */
void power_init(volatile void *registers);

#endif
