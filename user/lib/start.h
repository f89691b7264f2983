/* SPDX-License-Identifier: MIT */
/* What crt0.S and the C part of the start-up call in each other. */
#ifndef LORIS_USER_START_H
#define LORIS_USER_START_H

#include <stddef.h>

struct thread;

_Noreturn void process_main(char *block, size_t len);
_Noreturn void thread_main(struct thread *thread);

/* Assembly: sets gp and goes on as thread_main(thread), with a0 as the kernel gave it. */
extern char thread_entry[];

#endif
