/* SPDX-License-Identifier: MIT */
#ifndef RAMFS_SESSION_CALLS_H
#define RAMFS_SESSION_CALLS_H

#include "proto/filesystem.h"

/* The calls on a session; their context is its struct session. */
extern const struct filesystem_server session_calls;
/* On the handle that init gives away: only `connect`. */
extern const struct filesystem_server stranger_calls;

#endif
