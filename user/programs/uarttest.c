// SPDX-License-Identifier: MIT
/*
 *	uarttest	reads lines from the UART's driver and shows them through it, until the end of the input
 *	uarttest leave	leaves a session while a thread of it reads: the next line is not for that
 *	uarttest child	starts itself: the keyboard is not for that one
 *	uarttest keep	takes the keyboard and will not give it back
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proto/uart.h"
#include "user/lib/servers.h"
#include "user/lib/spawn.h"
#include "user/lib/thread.h"

#define MS	    1000000
#define PATIENCE_MS 10000

static long write_all(handle_t uart, const char *text, size_t length)
{
	while (length) {
		size_t piece = length < MESSAGE_INLINE ? length : MESSAGE_INLINE;
		long n = uart_write(uart, text, piece);

		if (n <= 0)
			return n;
		text += n;
		length -= (size_t)n;
	}
	return OK;
}

static long echo_lines(handle_t uart)
{
	char text[MESSAGE_INLINE];
	long n = write_all(uart, "uarttest: type\n", 15);

	while (n >= 0 && (n = uart_read(uart, sizeof(text), text, sizeof(text))) > 0) {
		for (long i = 0; i < n; i++)
			text[i] = (char)toupper((unsigned char)text[i]);
		n = write_all(uart, text, (size_t)n);
	}
	return n;
}

static long read_for_ever(void *session)
{
	struct message m = {.word = {UART_READ, 1},
			    .info = LORIS_MSG_TIMEOUT,
			    .timeout = (uint64_t)PATIENCE_MS * MS};

	return ipc_call((handle_t)session, &m);
}

/* The driver has heard of the end when another session can be had. */
static long leave(handle_t uart, handle_t session)
{
	int tid = thread_start(read_for_ever, (void *)session);
	handle_t next;
	long err, got;

	sys_sleep(10 * MS);
	sys_handle_close(session);
	while ((err = uart_connect(uart, &next)) == ERR_BUSY)
		sys_sleep(MS);
	if (err == OK)
		sys_handle_close(next);
	thread_join(tid, &got);
	if (got == ERR_HANDLE) /* on a slow machine it had not come to reading yet */
		got = ERR_CLOSED;
	return err == OK && got != ERR_CLOSED ? got : err;
}

static long read_some(handle_t session)
{
	char text[MESSAGE_INLINE];
	long n;

	do
		n = uart_read(session, sizeof(text), text, sizeof(text));
	while (n >= 0);
	return n;
}

static long read_in_thread(void *session)
{
	return read_some((handle_t)session);
}

/* Two threads read on, whatever comes, until they are refused; then it wants another session, as long as it lives. */
static long keep(handle_t uart, handle_t session)
{
	int tid = thread_start(read_in_thread, (void *)session);
	long err[3], got;

	printf("uarttest: keeps it\n"); /* by the kernel, whose prompt it may meet: the driver's output mixes with that */
	fflush(stdout);
	err[0] = read_some(session);
	thread_join(tid, &got);
	err[1] = read_some(session);
	err[2] = uart_connect(uart, &session);
	printf("uarttest: read %ld %ld, then %ld, connect %ld\n", err[0], got, err[1], err[2]);
	fflush(stdout);
	while ((err[2] = uart_connect(uart, &session)) == ERR_PERM || err[2] == ERR_BUSY)
		sys_sleep(MS);
	return read_some(session);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "child") == 0)
		return wait_exited(spawn_line("uarttest")) == EXIT_FAILURE ? 0 : EXIT_FAILURE;
	long uart = loris_server("uart");
	handle_t session;
	long err = uart < 0 ? uart : uart_connect((handle_t)uart, &session);

	if (err >= 0 && argc > 1 && strcmp(argv[1], "keep") == 0)
		err = keep((handle_t)uart, session);
	else if (err >= 0)
		err = argc > 1 && strcmp(argv[1], "leave") == 0 ? leave((handle_t)uart, session)
								: echo_lines(session);

	if (err < 0)
		printf("uarttest: error %ld\n", err);
	else
		printf("uarttest: end\n");
	return err < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
