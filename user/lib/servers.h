/* SPDX-License-Identifier: MIT */
/* Servers by name. */
#ifndef LORIS_USER_SERVERS_H
#define LORIS_USER_SERVERS_H

#include "user/lib/ipc.h"

/* The caller's own handle of the server that registered at init under this name, or a negative enum err. A
 * server that is being started again is waited for. */
long loris_server(const char *name);

/*
 * A session with the file system, which loris_session_end() lets go. One caller has it at a time, as a path
 * may take several messages; err is what came of them: a server that is gone is looked up anew next time.
 */
long loris_session_begin(handle_t *session);
long loris_session_end(long err);

#endif
