/* SPDX-License-Identifier: MIT */
/*
 * Who has the keyboard: at most one session, an endpoint handle with a badge of its own. It ends when its
 * client has let go of the last copy, or has died, which the kernel signals.
 */
#ifndef LORIS_UART_OWNER_H
#define LORIS_UART_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include "user/servers/driver/service.h"

/* Of that process. Its end is signalled as `bits`. The client's handle, to be moved to it; ERR_BUSY: there is an owner;
 * ERR_PERM: the user has taken the keyboard from this one, or from one that was started later; what the kernel says. */
long owner_begin(const struct service *service, uint64_t bits, uint64_t pid);

bool owner_is(uint64_t badge);
bool owner_exists(void);

/* The user wants the keyboard back: there is no owner now, and whose session it was gets no other one. */
void owner_end(void);

/* True: there was one, whose client has gone. */
bool owner_ended(void);

#endif
