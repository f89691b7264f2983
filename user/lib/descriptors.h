/* SPDX-License-Identifier: MIT */
/*
 * Which open file a descriptor means. 0 to 2 are there from the start: files that the process was given, or
 * the console.
 */
#ifndef LORIS_USER_DESCRIPTORS_H
#define LORIS_USER_DESCRIPTORS_H

#include "user/lib/file.h"

#define DESCRIPTORS_MAX 1024

/* The file of a descriptor, with a reference that keeps it until loris_fd_put(); NULL and EBADF. */
struct open_file *loris_fd_get(int fd);
void loris_fd_put(struct open_file *file);

/* One more reference for who has one. */
void loris_fd_hold(struct open_file *file);

/* Gives a file, with the caller's reference, the lowest free descriptor from `from` on, or fails with EMFILE
 * (and the reference is gone). */
int loris_fd_add(struct open_file *file, int from);

/* Sets errno and returns -1. */
long loris_fail(int err_no);

#endif
