// SPDX-License-Identifier: MIT
/* Nobody types: the answer to the one that has the keyboard is that its time is up. */
#include "killtest.h"
#include "proto/uart.h"
#include "user/lib/servers.h"

#define WRITES	     4
#define READ_WAIT_NS 3000000

static long write_some(struct client *c, handle_t server)
{
	for (int i = 0; i < WRITES; i++) {
		long n = uart_write(server, "", 1); /* a NUL shows nothing */

		if (n < 0)
			return n;
		if (n > 1)
			return wrong(c, "write", n);
	}
	return OK;
}

static long read_nothing(struct client *c, handle_t server)
{
	struct message m = {.word = {UART_READ, MESSAGE_INLINE},
			    .info = LORIS_MSG_TIMEOUT,
			    .timeout = READ_WAIT_NS};
	handle_t session;
	long err = uart_connect(server, &session);

	if (err < 0) /* a mortal client is not one that the shell has started */
		return err == ERR_BUSY || err == ERR_PERM ? OK : err;
	err = ipc_call(session, &m);
	sys_handle_close(session);
	if (err == ERR_TIMEOUT)
		return OK;
	return err == OK ? wrong(c, "read", (long)m.word[0]) : err;
}

static long turn(struct client *c)
{
	long server = loris_server("uart"), result;

	if (server < 0)
		return server;
	if (c->number % 2)
		result = read_nothing(c, (handle_t)server);
	else
		result = write_some(c, (handle_t)server);
	sys_handle_close((handle_t)server);
	return result;
}

const struct work work_uart = {.server = "uart", .start = true, .clients = 4, .turn = turn};
