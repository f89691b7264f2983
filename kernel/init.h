/* SPDX-License-Identifier: MIT */
/*
 * The first process, and how the kernel asks it for things: it is a client of init like any other, with
 * badge 0. The numbers are those of user/proto/init.proto.
 */
#ifndef KERNEL_INIT_H
#define KERNEL_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/abi.h"

/* The programs that init gives the machine to, when the shell starts them: names with commas between. The
 * boot argument `trust`. */
#define INIT_TRUST_MAX 128
extern const char *init_trust;

/* Where init serves; the kernel's reference. NULL: it was never started. Written by the shell only. */
extern struct endpoint *init_endpoint;
bool init_alive(void);

/* init.c: starts init, if it does not run. False, said why: it cannot be. From a kthread. */
bool init_start(void);

/* init_ask.c: all from a kthread, each waits for init's answer: negative is an error, ERR_CLOSED: init has ended. */

/* block: NUL-ended strings, len bytes. The pid. */
long init_spawn(const char *block, size_t len);
/* Waits for a child of the kernel's until that has ended, or for so many ns. pid 0: any. The pid, and how it
 * ended in *out; ERR_TIMEOUT. */
long init_wait(int pid, struct loris_exit *out, uint64_t ns);

#endif
