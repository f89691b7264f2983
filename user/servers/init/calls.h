/* SPDX-License-Identifier: MIT */
#ifndef INIT_CALLS_H
#define INIT_CALLS_H

#include "proto/init.h"
#include "user/servers/init/family.h"

/* What programs may ask of init; the context is the caller's struct process. */
extern const struct init_server init_calls;

/* trust: programs that get the machine when the shell starts them, names with commas between. Also finds out
 * how much of the machine a program may take. */
void calls_init(const char *trust);

/* The kernel says that a process has ended. */
void process_ended(struct process *p, int how, int code);

#endif
