/* SPDX-License-Identifier: MIT */
/* What crt0.S and the C part of the start-up call in each other. */
#ifndef LORIS_USER_START_H
#define LORIS_USER_START_H

#include <stddef.h>
#include <stdint.h>
#include "lib/abi.h"

struct thread;

_Noreturn void loris_process_main(struct loris_start *block, size_t len);
_Noreturn void thread_main(struct thread *thread);

/* Assembly: sets gp and goes on as thread_main(thread), with a0 as the kernel gave it. */
extern char thread_entry[];

/* What the process was started with, for its whole life; only linked into programs that ask. */
extern const struct loris_start *loris_start;

static inline uint64_t start_handle(unsigned index)
{
	return loris_start->handle[index];
}

#endif
