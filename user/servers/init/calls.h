/* SPDX-License-Identifier: MIT */
#ifndef INIT_CALLS_H
#define INIT_CALLS_H

#include "proto/init.h"
#include "user/servers/init/family.h"

/* What programs may ask of init; the context is the caller's struct process. */
extern const struct init_server init_calls;

/* How much a program may take of the machine. */
void calls_init(void);

/* The kernel says that a process has ended. */
void process_ended(struct process *p, int how, int code);

#endif
