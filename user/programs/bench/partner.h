/* SPDX-License-Identifier: MIT */
/*
 * The second process of a benchmark: this program again, on the same hart. When both run they exchange
 * a handle each: a program can give its child only what may be sent to. The partner ends when the first does.
 */
#ifndef LORIS_BENCH_PARTNER_H
#define LORIS_BENCH_PARTNER_H

#include "user/lib/ipc.h"
#include "user/programs/bench/bench.h"

/* Starts it, gives it a copy of `given` and takes what it offers (both 0: none). Its pid, or a negative
 * enum err. */
long partner_start(const struct window *window, const char *name, handle_t given,
		   handle_t *offered);
/* Ends it, and closes what it offered. */
void partner_stop(long pid, handle_t offered);

/* For the partner itself: offers whoever has it the right to send to `mine`, and returns what it is given. */
handle_t partner_meet(handle_t mine);

#endif
