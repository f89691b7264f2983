/* SPDX-License-Identifier: MIT */
#ifndef ARCH_RISCV_TIMER_H
#define ARCH_RISCV_TIMER_H

/* Decides for the whole machine how the timer is set; on the boot hart, before others start. */
void timer_choose(void);

#endif
