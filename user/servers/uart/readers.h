/* SPDX-License-Identifier: MIT */
/* Programs that wait for input, in the order they came. One that has died or given up does not count. */
#ifndef LORIS_UART_READERS_H
#define LORIS_UART_READERS_H

#include <stdbool.h>
#include <stdint.h>
#include "user/lib/sys.h"

struct reader {
	handle_t reply;
	uint64_t most; /* bytes that it wants */
};

/* Keeps the call that was received last. OK, ERR_BUSY: too many wait; what the kernel says. */
long readers_add(uint64_t most);

/* The first that still waits, or NULL. */
const struct reader *readers_first(void);

/* All that wait hear that they wait for nothing: their session has ended, and the next line is somebody else's. */
void readers_end(void);

/* All that wait hear that the keyboard is not theirs any more. */
void readers_refuse(void);

/* It has been answered. */
void readers_remove_first(void);

#endif
