/* SPDX-License-Identifier: MIT */
/* Names of functions, made by tools/symbols from the first of the two links; empty during that one. */
#ifndef ARCH_RISCV_SYMBOLS_H
#define ARCH_RISCV_SYMBOLS_H

#include <stdint.h>

extern const uint32_t symbol_count;
extern const uint32_t symbol_offset[]; /* from image_start, ascending */
extern const uint32_t symbol_name[];   /* where in symbol_names */
extern const char symbol_names[];

extern const char
	*text_end; /* of the image's text, which is less when booting is over (kernelmap.c) */

#endif
