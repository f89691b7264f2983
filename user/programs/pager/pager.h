/* SPDX-License-Identifier: MIT */
/* A file as memory, filled page by page as it is touched. */
#ifndef LORIS_PAGER_H
#define LORIS_PAGER_H

#include <stddef.h>
#include "user/lib/ipc.h"

#define PAGER_BASE   ((char *)0x60000000) /* where no call of the kernel's choosing comes so soon */
#define PAGER_FRAMES 4

#define CAUSE_LOAD_PAGE_FAULT 13 /* of the RISC-V privileged specification */

struct pager {
	int file; /* the pager's own */
	size_t size;
	const char *base;	    /* where it is to be seen */
	handle_t endpoint;	    /* where page faults arrive */
	unsigned long filled;	    /* pages, those that came again included */
	char *frames[PAGER_FRAMES]; /* the pages that are there; NULL: not yet so many */
};

/* Shows the file at pager->base from now on, by a thread of the pager's own. A negative enum err. */
long pager_start(struct pager *pager);

#endif
