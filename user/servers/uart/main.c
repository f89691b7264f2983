// SPDX-License-Identifier: MIT
/*
 * The console's UART driven from user space, on request: `uart start`. A program gets the keyboard by a
 * session. What is typed while there is none goes to the kernel's console, where the shell is; Ctrl-C
 * always does, and ends the session. When this process ends the kernel takes the UART back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proto/init.h"
#include "proto/uart.h"
#include "user/lib/start.h"
#include "user/servers/driver/badge.h"
#include "user/servers/driver/device.h"
#include "user/servers/driver/service.h"
#include "user/servers/uart/chip.h"
#include "user/servers/uart/line.h"
#include "user/servers/uart/owner.h"
#include "user/servers/uart/readers.h"

#define BIT_INTERRUPT 1u
#define BIT_OWNER     2u
#define CTRL_C	      3
#define AHEAD_SIZE    256
#define MOST_AT_A_TIME \
	1024 /* characters: requests get their turn though somebody never stops typing */

static struct service service;
static struct chip chip;
static struct line line;
static char ahead[AHEAD_SIZE]; /* typed behind a line that has not been read */
static size_t ahead_count;
static handle_t interrupt, console_system;

static bool put(char c)
{
	return (c != '\n' || chip_put(&chip, '\r')) && chip_put(&chip, c);
}

static void echo(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		put(text[i]);
}

/* ---- what is typed --------------------------------------------------------------------------------- */

static void to_kernel(char c)
{
	sys_system(console_system, LORIS_SYSTEM_CONSOLE_INPUT, (unsigned char)c);
}

/* As soon as a line has been read, the next one may be edited. */
static void edit_ahead(void)
{
	size_t used = 0;

	while (used < ahead_count && !line.ended)
		line_type(&line, ahead[used++], echo);
	ahead_count -= used;
	memmove(ahead, ahead + used, ahead_count);
}

/* Who has given up or died meanwhile has taken nothing away. */
static void answer_readers(void)
{
	const struct reader *reader;
	const char *text;

	while (line.ended && (reader = readers_first())) {
		size_t n = line_peek(&line, &text,
				     reader->most < MESSAGE_INLINE ? reader->most : MESSAGE_INLINE);

		if (uart_read_reply(reader->reply, (long)n, text, n) >= 0)
			line_take(&line, n);
		edit_ahead();
		readers_remove_first();
	}
}

static void type_ahead(char c)
{
	if (ahead_count == AHEAD_SIZE)
		echo("\a", 1);
	else
		ahead[ahead_count++] = c;
}

static void forget_all(void)
{
	line_forget(&line);
	ahead_count = 0;
}

/* Whatever has the keyboard, and wherever it runs, this is how the user has it back. */
static void end_session(void)
{
	readers_refuse();
	owner_end();
	forget_all();
}

static void typed(char c)
{
	if (c == CTRL_C)
		end_session();
	if (c == CTRL_C || !owner_exists())
		to_kernel(c);
	else if (line.ended)
		type_ahead(c);
	else
		line_type(&line, c, echo);
}

/* What the owner has not read was meant for whoever comes next: the shell. */
static void hand_on(void)
{
	readers_end();
	for (size_t i = line.taken; i < line.length; i++)
		to_kernel(line.bytes[i]);
	for (size_t i = 0; i < ahead_count; i++)
		to_kernel(ahead[i]);
	forget_all();
}

/* Acknowledged when the chip has no more, as not all say again what they have said once. */
static void take_typed(void)
{
	int c = 0;

	for (int i = 0; i < MOST_AT_A_TIME && (c = chip_get(&chip)) >= 0; i++)
		typed((char)c);
	answer_readers();
	if (c < 0)
		sys_interrupt_ack(interrupt);
	else
		sys_signal(service.notification, BIT_INTERRUPT);
}

static void on_bits(uint64_t bits)
{
	if ((bits & BIT_OWNER) && owner_ended())
		hand_on();
	if (bits & BIT_INTERRUPT)
		take_typed();
}

/* ---- calls ------------------------------------------------------------------------------------------- */

static long serve_connect(void *context, const struct message *m, handle_t *session)
{
	long copy;

	(void)context;
	if (!(m->badge & BADGE_LEAD) || m->badge & BADGE_OWN)
		return ERR_PERM;
	copy = owner_begin(&service, BIT_OWNER, badge_pid(m->badge));
	if (copy < 0)
		return copy;
	*session = (handle_t)copy;
	return OK;
}

static long serve_read(void *context, const struct message *m, uint64_t max, void *out)
{
	long err;

	(void)context;
	(void)out;
	if (!owner_is(m->badge))
		return ERR_PERM;
	if (max == 0)
		return ERR_INVALID;
	err = readers_add(max);
	if (err != OK)
		return err;
	answer_readers();
	return STUB_KEPT;
}

static long serve_write(void *context, const struct message *m, const void *bytes, size_t length)
{
	const char *text = bytes;

	(void)context;
	(void)m;
	for (size_t i = 0; i < length; i++) {
		if (!put(text[i]))
			return i ? (long)i : ERR_IO;
	}
	return (long)length;
}

static const struct uart_server server = {
	.connect = serve_connect, .read = serve_read, .write = serve_write};

static bool dispatch(struct message *m)
{
	return uart_dispatch(&server, NULL, m);
}

/* ---- start ------------------------------------------------------------------------------------------- */

/* With the interrupt the kernel gives the UART to us, until this process ends. */
static void take(handle_t system)
{
	static struct device place;
	long result;

	service_need(device_open(system, "ns16550a", 0, &place), "uart: looking for the UART");
	service_need(service_make(&service), "uart: endpoint");
	result = device_interrupt(system, &place, service.notification, BIT_INTERRUPT);
	service_need(result, "uart: interrupt");
	interrupt = (handle_t)result;
	chip.registers = place.registers;
	console_system = system;
}

_Noreturn static void drive(handle_t system)
{
	take(system);
	service_need(service_publish(&service, start_handle(LORIS_START_INIT), "uart"),
		     "uart: register");
	chip_listen(&chip);
	take_typed();
	service_run(&service, dispatch, on_bits);
}

/* init gives the machine to the one that it has started itself. */
static long ask_init(const char *what)
{
	handle_t init = start_handle(LORIS_START_INIT);

	if (strcmp(what, "start") == 0)
		return init_start_server(init, "uart", 4);
	if (strcmp(what, "stop") == 0)
		return init_stop_server(init, "uart", 4);
	printf("usage: uart start | stop\n");
	return ERR_INVALID;
}

int main(int argc, char **argv)
{
	handle_t system = start_handle(LORIS_START_SYSTEM);
	long err;

	if (system)
		drive(system);
	err = ask_init(argc == 2 ? argv[1] : "");
	if (err < 0)
		printf("uart: error %ld\n", err);
	else
		printf("uart: %s\n", strcmp(argv[1], "start") == 0 ? "has the console" : "ends");
	return err < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
