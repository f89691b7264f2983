/* SPDX-License-Identifier: MIT */
#ifndef RAMFS_FILE_CALLS_H
#define RAMFS_FILE_CALLS_H

#include "proto/file.h"

/* The calls on an open file; their context is its struct open_file. */
extern const struct file_server file_calls;

#endif
