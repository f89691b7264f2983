/* SPDX-License-Identifier: MIT */
#ifndef PROTOCOL_THREADS_H
#define PROTOCOL_THREADS_H

#include "kernel/thread.h"
#include "test/host/protocol/model.h"

extern unsigned threads_alive; /* user threads */

void threads_reset(void);
/* The kthread of its hart that may use spaces. */
bool threads_is_worker(const struct thread *t);
/* A new thread in the space, which has a user or never had one. */
void threads_start(struct space *s);
/* Irqs off: this hart gives up its current thread, and takes any that is ready, or its idle one. */
void threads_switch(struct hart *h);
/* Takes one from another hart. */
void threads_steal(struct hart *h);

#endif
