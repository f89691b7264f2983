// SPDX-License-Identifier: MIT
/*
 * The server of docs/tutorial.md. It starts its clients itself, a `greet` for each of its arguments, and ends
 * when the last of them is gone.
 */
#include <stdio.h>
#include "proto/greeter.h"
#include "user/lib/children.h"

#define CLIENTS_MAX 8

struct client {
	handle_t ours; /* the client has a copy of it; 0: there is none, or it is gone */
	uint64_t times;
};

static struct client clients[CLIENTS_MAX]; /* each found by its badge: index + 1 */
static unsigned living;
static handle_t endpoint, notification;

/* ---- what clients may call: user/proto/greeter.proto -------------------------------------------------- */

static long hello(void *context, const struct message *m, const void *bytes, size_t length,
		  void *out)
{
	struct client *client = context;
	char text[MESSAGE_INLINE + 1];
	int n = snprintf(text, sizeof(text), "hello, %.*s!", (int)length, (const char *)bytes);

	(void)m;
	if (n > MESSAGE_INLINE)
		return ERR_INVALID;
	memcpy(out, text, (size_t)n);
	client->times++;
	return n;
}

static long greetings(void *context, const struct message *m, uint64_t *times)
{
	const struct client *client = context;

	(void)m;
	*times = client->times;
	return OK;
}

static const struct greeter_server calls = {.hello = hello, .greetings = greetings};

/* ---- clients ------------------------------------------------------------------------------------------ */

/* The copy goes out first, and is watched then: of a handle without copies the signal would come at once. */
static long start_client(unsigned index, const char *name)
{
	char words[128];
	int len = snprintf(words, sizeof(words), "greet%c%s", '\0', name);
	struct client *client = &clients[index];
	long ours = sys_handle_copy(endpoint, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, index + 1);
	long pid;

	if (ours < 0 || len >= (int)sizeof(words))
		return ours < 0 ? ours : ERR_INVALID;
	client->ours = (handle_t)ours;
	pid = loris_spawn(words, (size_t)len + 1, (handle_t[3]){client->ours});
	if (pid < 0)
		return pid;
	living++;
	return sys_handle_watch(client->ours, notification, 1ul << index);
}

/* However they ended: their handles are closed. */
static void bury(uint64_t bits)
{
	for (unsigned i = 0; i < CLIENTS_MAX; i++) {
		if (!(bits >> i & 1) || !clients[i].ours)
			continue;
		printf("greeter: client %u is gone, greeted %lu times\n", i + 1, clients[i].times);
		sys_handle_close(clients[i].ours);
		clients[i].ours = 0;
		living--;
	}
}

/* ---- the loop ----------------------------------------------------------------------------------------- */

/* True: m is the reply to go out. */
static bool serve(struct message *m)
{
	if (LORIS_MSG_KIND(m->info) != LORIS_MSG_BITS)
		return greeter_dispatch(&calls, &clients[m->badge - 1], m);
	bury(m->word[0]);
	return false;
}

static void serve_until_all_are_gone(void)
{
	struct message m;
	bool reply = false;
	long err;

	while (living) {
		if (!reply)
			m = (struct message){.info = LORIS_MSG_ACCEPT(LORIS_MSG_HANDLES_MAX)};
		err = reply ? ipc_reply_recv(endpoint, &m) : ipc_recv(endpoint, &m);
		reply = err == OK && serve(&m);
	}
}

int main(int argc, char **argv)
{
	long err = sys_endpoint_create(), signalled = sys_notification_create();

	if (err < 0 || signalled < 0 || sys_notification_bind((handle_t)signalled) < 0)
		return 1;
	endpoint = (handle_t)err;
	notification = (handle_t)signalled;
	for (int i = 1; i < argc && i <= CLIENTS_MAX; i++) {
		err = start_client((unsigned)i - 1, argv[i]);
		if (err < 0)
			printf("greeter: greet cannot be started: error %ld\n", err);
	}
	serve_until_all_are_gone();
	return err < 0;
}
