// SPDX-License-Identifier: MIT
/* Servers and their names. */
#include <stdio.h>
#include <string.h>
#include "servertest.h"
#include "proto/init.h"
#include "user/lib/servers.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

static handle_t init;

static long lookup(const char *name, size_t len)
{
	handle_t server = 0;
	long err = init_lookup(init, name, len, &server);

	if (err == OK) {
		struct loris_handle info = {0};

		IS(sys_handle_info(server, &info), OK);
		IS(info.type, LORIS_ENDPOINT);
		IS(info.rights & (LORIS_RIGHT_SEND | LORIS_RIGHT_RECV), LORIS_RIGHT_SEND);
		IS(sys_handle_close(server), OK);
	}
	return err;
}

static void lookups(void)
{
	static const char *const none[] = {"",		 "ramf",      "ramfss",	  "init",
					   "kthread",	 "kthread00", "kthread-", "kthread99",
					   "kthread100", "kthread0 "};
	char longest[56];

	for (unsigned i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		IS(lookup(none[i], strlen(none[i])), ERR_NOT_FOUND);
	memset(longest, 'r', sizeof(longest));
	IS(lookup(longest, sizeof(longest)), ERR_NOT_FOUND);
	IS(lookup("ramfs\0", 6), ERR_NOT_FOUND);
	IS(lookup("ramfs", 5), OK);
	IS(lookup("kthread0", 8), OK);
}

static void registering(void)
{
	long endpoint = sys_endpoint_create(), memory = sys_memory_create(4096, 0);
	handle_t given[2];

	for (int i = 0; i < 2; i++)
		given[i] = (handle_t)sys_handle_copy((handle_t)endpoint,
						     LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
	IS(init_register_name(init, "ramfs", 5, given[0]), ERR_PERM);
	IS(init_register_name(init, "mine", 4, given[1]), ERR_PERM);
	IS(init_register_name(init, "ramfs", 5, (handle_t)memory), ERR_INVALID);
	IS(lookup("mine", 4), ERR_NOT_FOUND);
	IS(sys_handle_close((handle_t)endpoint), OK);
}

/* The process and how often it has been started again. */
static long info_of(const char *name, uint64_t *pid, uint64_t *restarts)
{
	char text[32];
	uint64_t state;

	for (uint64_t i = 0;; i++) {
		long n = init_server_info(init, i, pid, restarts, &state, text, sizeof(text));

		if (n < 0)
			return n;
		if ((size_t)n == strlen(name) && memcmp(text, name, (size_t)n) == 0)
			return (long)state;
	}
}

#define SERVING 2

/* Found again at once, however often it is killed: a LOOKUP waits for it. */
static void restarts(void)
{
	uint64_t pid, again, before, after;

	IS(info_of("ramfs", &pid, &before), SERVING);
	IS(init_kill(init, pid), ERR_NOT_FOUND); /* it is not our child */
	for (int i = 0; i < 10; i++) {
		handle_t session = ramfs_connect();

		IS(init_kill_server(init, "ramfs", 5), OK);
		IS(ipc_call(session, &(struct message){0}), ERR_CLOSED);
		IS(sys_handle_close(session), OK);
		while (init_server_info(init, 0, &again, &after, &(uint64_t){0}, &(char[32]){0},
					32) < 0 ||
		       again == pid || !again)
			sys_sleep(100000);
		IS(lookup("ramfs", 5), OK);
		pid = again;
	}
	IS(info_of("ramfs", &pid, &after), SERVING);
	IS(after, before + 10);
	IS(info_of("none", &pid, &after), ERR_NOT_FOUND);
	IS(init_kill_server(init, "none", 4), ERR_NOT_FOUND);
	IS(init_start_server(init, "none", 4), ERR_NOT_FOUND);
	IS(init_start_server(init, "ramfs", 5), OK); /* it runs */
	IS(init_stop_server(init, "none", 4), ERR_NOT_FOUND);
}

/* Stopped, and wanted again before it has ended: a START that has succeeded means one that stays. */
static void stopped_and_started(void)
{
	for (int i = 0; i < 10; i++) {
		IS(init_stop_server(init, "ramfs", 5), OK);
		IS(init_start_server(init, "ramfs", 5), OK);
		IS(lookup("ramfs", 5), OK);
		IS(sys_handle_close(ramfs_connect()), OK);
	}
}

/* Of a program that nobody trusts with servers, also when the shell has started it. */
void test_stranger(void)
{
	static const char *const servers[] = {"ramfs", "blk", "uart", "none"};
	uint64_t pid, before, again, after;

	init = start_handle(LORIS_START_INIT);
	IS(lookup("ramfs", 5), OK); /* it serves */
	IS(info_of("ramfs", &pid, &before), SERVING);
	for (unsigned i = 0; i < sizeof(servers) / sizeof(servers[0]); i++) {
		const char *name = servers[i];

		IS(init_start_server(init, name, strlen(name)), ERR_PERM);
		IS(init_kill_server(init, name, strlen(name)), ERR_PERM);
		IS(init_stop_server(init, name, strlen(name)), ERR_PERM);
	}
	IS(lookup("uart", 4), ERR_NOT_FOUND);
	IS(info_of("ramfs", &again, &after), SERVING);
	IS(again, pid);
	IS(after, before);
}

void test_names(void)
{
	long before, trusted;

	init = start_handle(LORIS_START_INIT);
	before = handles_now();
	trusted = init_start_server(init, "ramfs", 5);
	IS(trusted, OK);
	if (trusted != OK)
		return; /* who cannot end a server would wait for its successor for ever */
	lookups();
	registering();
	restarts();
	stopped_and_started();
	garbage(init, 12, 244, 1);
	garbage(init, 5, 2, 2);
	IS(lookup("ramfs", 5), OK);
	IS(handles_now(), before);
}
