/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_IPC_SETTLE_H
#define KERNEL_IPC_SETTLE_H

#include "kernel/thread.h"

/* message.S: prev has blocked, the current thread was given its message, which is in its frame. They met at
 * ep, whose lock is held and given back. Irqs off, on the hart's stack. */
void ipc_settle(struct thread *prev, struct endpoint *ep);

#endif
