// SPDX-License-Identifier: MIT
/* Reads lines from the UART's driver and shows them through it, until the end of the input. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include "proto/uart.h"
#include "user/lib/servers.h"

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

int main(void)
{
	long uart = loris_server("uart");
	handle_t session;
	long err = uart < 0 ? uart : uart_connect((handle_t)uart, &session);

	if (err >= 0)
		err = echo_lines(session);

	if (err < 0)
		printf("uarttest: error %ld\n", err);
	else
		printf("uarttest: end\n");
	return err < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
