/* SPDX-License-Identifier: MIT */
/* What plugin.c needs of watch.c. */
#ifndef TLB_WATCH_H
#define TLB_WATCH_H

#include "tools/plugin/qemu_plugin.h"
#include "tools/tlb/model.h"

bool watch_start(unsigned int harts);
/* QEMU has translated a block, on the thread of the hart that will run it. */
void watch_block(struct qemu_plugin_tb *tb);

#endif
