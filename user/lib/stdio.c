// SPDX-License-Identifier: MIT
/*
 * stdin, stdout and stderr on the console. The linker takes this object only for programs that name
 * one of them, and with it the destructor that flushes stdout at exit.
 *
 * They are streams of the kind that picolibc documents for such a use, since the buffered one that
 * fopen makes differs between its versions. picolibc knows no descriptor and no buffer of such a
 * stream: fileno finds none, and setvbuf changes nothing. stdout always goes out by the line.
 *
 * stderr is stdout by another name, as in picolibc's own console: both end on one console, and what
 * is written to the two stays in order.
 */
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include "user/lib/lock.h"

/* Longer lines go out in pieces; other processes may write in between. */
#define OUT_BYTES 256
#define IN_BYTES  256

static struct {
	struct __lock lock; /* covers the rest; held while the console takes it */
	size_t len;
	char bytes[OUT_BYTES];
} out_buf;

static struct {
	struct __lock
		lock; /* covers the rest; held while someone waits for input. Before out_buf's */
	size_t next, end;
	char bytes[IN_BYTES];
} in_buf;

/* What could not be written is gone: kept, it would make all that comes later fail. */
static int flush_locked(void)
{
	size_t len = out_buf.len;

	out_buf.len = 0;
	return len && write(STDOUT_FILENO, out_buf.bytes, len) != (ssize_t)len ? EOF : 0;
}

static int flush_out(FILE *file)
{
	int result;

	(void)file;
	lock_acquire(&out_buf.lock);
	result = flush_locked();
	lock_release(&out_buf.lock);
	return result;
}

static int put_out(char c, FILE *file)
{
	int result = (unsigned char)c;

	(void)file;
	lock_acquire(&out_buf.lock);
	out_buf.bytes[out_buf.len++] = c;
	if ((c == '\n' || out_buf.len == OUT_BYTES) && flush_locked() < 0)
		result = EOF;
	lock_release(&out_buf.lock);
	return result;
}

static FILE out = FDEV_SETUP_STREAM(put_out, NULL, flush_out, _FDEV_SETUP_WRITE);

/* Returns 0, or what picolibc's get functions return instead of a character. */
static int fill_locked(void)
{
	ssize_t len;

	flush_out(&out); /* a prompt has no newline, and must be seen before its answer */
	len = read(STDIN_FILENO, in_buf.bytes, IN_BYTES);
	if (len <= 0)
		return len < 0 ? _FDEV_ERR : _FDEV_EOF;
	in_buf.next = 0;
	in_buf.end = (size_t)len;
	return 0;
}

static int get_in(FILE *file)
{
	int result = 0;

	(void)file;
	lock_acquire(&in_buf.lock);
	if (in_buf.next == in_buf.end)
		result = fill_locked();
	if (result == 0)
		result = (unsigned char)in_buf.bytes[in_buf.next++];
	lock_release(&in_buf.lock);
	return result;
}

static FILE in = FDEV_SETUP_STREAM(NULL, get_in, NULL, _FDEV_SETUP_READ);

FILE *const stdin = &in;
FILE *const stdout = &out;
FILE *const stderr = &out;

__attribute__((destructor(101))) static void flush_at_exit(void)
{
	fflush(stdout);
}
