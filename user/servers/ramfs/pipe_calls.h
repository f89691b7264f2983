/* SPDX-License-Identifier: MIT */
/*
 * Reading from and writing to a pipe, which may have to wait: then the call is kept, and answered when the
 * other end has done something or is gone.
 */
#ifndef RAMFS_PIPE_CALLS_H
#define RAMFS_PIPE_CALLS_H

#include "user/servers/ramfs/open_file.h"

/* Two open files of one new pipe, in files[]; NULL pipes: ERR_NO_MEMORY. It ends with the later of them. */
enum err pipe_new(struct open_file *reader, struct open_file *writer);
/* An end is closed: who waits at it is told, and who waits at the other. */
void pipe_leave(struct pipe *p, struct open_file *f);

/* bytes NULL: by way of the file's buffer. All give a number of bytes, STUB_KEPT, or an error. */
long pipe_read(struct open_file *f, void *bytes, size_t max);
/* ERR_CLOSED: nobody can read it any more. */
long pipe_write(struct open_file *f, const void *bytes, size_t n);

#endif
