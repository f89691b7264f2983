/* SPDX-License-Identifier: MIT */
#ifndef LORIS_USER_SERVE_H
#define LORIS_USER_SERVE_H

#include <stdbool.h>
#include "user/lib/ipc.h"

/* What came; true: m is the reply to go out. */
typedef bool loris_handler(void *context, struct message *m);

/* The loop of a server: receives at the endpoint and answers, for ever. With a message up to four handles may come. */
_Noreturn void loris_serve(handle_t endpoint, loris_handler *handle, void *context);

#endif
