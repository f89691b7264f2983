/* SPDX-License-Identifier: MIT */
/*
 * What a driver serves at: an endpoint, and a notification that its recv wakes for as well, so that one
 * loop in one thread has both the clients' requests and the device's interrupts.
 */
#ifndef LORIS_DRIVER_SERVICE_H
#define LORIS_DRIVER_SERVICE_H

#include <stdbool.h>
#include "user/lib/sys.h"

struct service {
	handle_t endpoint;
	handle_t notification; /* bound to the thread that made it */
};

/* Also sees to it that nobody else's use of memory ends us (user/lib/present.h). */
long service_make(struct service *service);

/* From now on clients find it at init, under this name. */
long service_publish(const struct service *service, handle_t init, const char *name);

/* I_dispatch() of the interface, with its arguments. */
typedef bool service_dispatch(struct message *m);
typedef void service_bits(uint64_t bits);

/* In the thread that made the service. */
_Noreturn void service_run(const struct service *service, service_dispatch *dispatch,
			   service_bits *on_bits);

/* Says what failed, and ends the process, if this result is an error. */
void service_need(long result, const char *what);

#endif
