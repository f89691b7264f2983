/* SPDX-License-Identifier: MIT */
/* What a debug kernel tells an outside model goes to this one. */
#ifndef PROTOCOL_HINT_H
#define PROTOCOL_HINT_H

#include_next "arch/riscv/hint.h"

void model_hint(unsigned number, uint64_t first, uint64_t second, uint64_t third);

#undef hint
#define hint(number, first, second, third) model_hint(number, first, second, third)

#endif
