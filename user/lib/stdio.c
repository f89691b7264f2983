// SPDX-License-Identifier: MIT
/*
 * stdin, stdout and stderr on the console. The linker takes this object only for programs that name
 * one of them, and with it the destructor that flushes stdout at exit.
 *
 * stderr is stdout by another name, as in picolibc's own console: both end on one console, and what
 * is written to the two stays in order.
 */
#include <stdio.h>
#include <stdio-bufio.h>
#include <unistd.h>
#include "user/lib/lock.h"

/* Longer lines go out in pieces; other processes may write in between. */
#define OUT_BYTES 256
#define IN_BYTES  256

static char in_buf[IN_BYTES], out_buf[OUT_BYTES];
static struct __lock in_lock, out_lock;

/* fclose of a standard stream: flushes. picolibc's own would free() it, and it is static. */
static int close_standard(FILE *file)
{
	return fflush(file);
}

/* FDEV_SETUP_BUFIO leaves out the lock and fixes the close function, so it is spelt out here. */
#define STANDARD_STREAM(fd_, buf_, lock_, flags_, bflags_)                                       \
	{                                                                                        \
		.xfile = FDEV_SETUP_EXT(__bufio_put, __bufio_get, __bufio_flush, close_standard, \
					__bufio_seek, __bufio_setvbuf, (flags_) | __SBUF),       \
		.fd = (fd_), .bflags = (bflags_), .buf = (buf_), .size = sizeof(buf_),           \
		.read = read, .write = write, .lseek = lseek, .close = close, .lock = (lock_)    \
	}

static struct __file_bufio in = STANDARD_STREAM(STDIN_FILENO, in_buf, &in_lock, __SRD, 0);
static struct __file_bufio out = STANDARD_STREAM(STDOUT_FILENO, out_buf, &out_lock, __SWR, __BLBF);

FILE *const stdin = &in.xfile.cfile.file;
FILE *const stdout = &out.xfile.cfile.file;
FILE *const stderr = &out.xfile.cfile.file;

__attribute__((destructor(101))) static void flush_at_exit(void)
{
	fflush(stdout);
}
