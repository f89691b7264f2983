/* SPDX-License-Identifier: MIT */
/* Calls to the file system with paths of any length. Errors are negative enum err. */
#ifndef LORIS_USER_FILESYSTEM_H
#define LORIS_USER_FILESYSTEM_H

#include <stddef.h>
#include "user/lib/ipc.h"

/*
 * Sends what of the path does not fit into a call that has room for so many bytes; *rest and *len are
 * then what is to go with the call itself.
 */
long loris_send_path(handle_t session, const char **rest, size_t *len, size_t room);

#endif
