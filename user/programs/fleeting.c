// SPDX-License-Identifier: MIT
/*
 * A server that serves and ends at once, again and again: test/boot/test_servers.py puts it in the place of `rng`. Under
 * its own name it says how often that one was started while it slept, and has it stopped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proto/init.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define SERVER "rng"
#define NAP_NS 1000000000ull
#define MS     1000000

static handle_t init;

static int serve(void)
{
	long endpoint = sys_endpoint_create();
	long copy = sys_handle_copy((handle_t)endpoint, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);

	init_register_name(init, SERVER, strlen(SERVER), (handle_t)copy);
	return EXIT_FAILURE;
}

static uint64_t starts(void)
{
	uint64_t pid, restarts, state;
	char name[MESSAGE_INLINE];
	long len;

	for (uint64_t i = 0;
	     (len = init_server_info(init, i, &pid, &restarts, &state, name, sizeof(name))) >= 0;
	     i++)
		if ((size_t)len == strlen(SERVER) && memcmp(name, SERVER, (size_t)len) == 0)
			return restarts;
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t before, begun;

	init = start_handle(LORIS_START_INIT);
	if (argc && strcmp(argv[0], SERVER) == 0)
		return serve();
	begun = (uint64_t)sys_clock();
	before = starts();
	sys_sleep(NAP_NS);
	printf("fleeting: %lu starts in %lu ms\n", starts() - before,
	       ((uint64_t)sys_clock() - begun) / MS);
	printf("fleeting: stopped: %ld\n", init_stop_server(init, SERVER, strlen(SERVER)));
	sys_sleep(NAP_NS / 2);
	before = starts();
	sys_sleep(NAP_NS / 2);
	printf("fleeting: then %lu starts\n", starts() - before);
	return EXIT_SUCCESS;
}
