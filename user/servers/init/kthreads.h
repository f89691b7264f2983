/* SPDX-License-Identifier: MIT */
/* The kernel threads that answer messages, one on each hart: "kthread" and the hart's number is their name. */
#ifndef INIT_KTHREADS_H
#define INIT_KTHREADS_H

#include <stddef.h>
#include <stdint.h>

/* A handle of it for the process. ERR_NOT_FOUND: the name (len bytes) is none of these. */
long kthread_handle(const char *name, size_t len, uint64_t pid);

#endif
