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

/* Its end is signalled as `bits`. The client's handle, to be moved to it; ERR_BUSY: there is an owner; what
 * the kernel says. */
long owner_begin(const struct service *service, uint64_t bits);

bool owner_is(uint64_t badge);
bool owner_exists(void);

/* True: there was one, whose client has gone. */
bool owner_ended(void);

#endif
