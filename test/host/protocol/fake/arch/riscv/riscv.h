/* SPDX-License-Identifier: MIT */
/* The real names of bits; control registers are the model's. */
#ifndef PROTOCOL_RISCV_H
#define PROTOCOL_RISCV_H

#include <stdint.h>
#include_next "arch/riscv/riscv.h"

uint64_t model_read_satp(void);
void model_write_satp(uint64_t value);

#undef csr_read
#undef csr_write
#define csr_read(csr)	      model_read_##csr()
#define csr_write(csr, value) model_write_##csr((uint64_t)(value))
/* Where traps enter: the model has its own way in. */
#define model_write_stvec(value) ((void)(value))

#endif
