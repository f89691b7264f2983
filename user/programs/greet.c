// SPDX-License-Identifier: MIT
/*
 * The client of docs/tutorial.md: has itself greeted twice. `crash` as a name: ends by a fault in between;
 * `garbage`: sends something that is no call.
 */
#include <stdio.h>
#include "proto/greeter.h"
#include "user/lib/servers.h"
#include "user/lib/start.h"

static long send_garbage(handle_t greeter)
{
	struct message m = {.word = {~0ul, ~0ul}};
	long err = ipc_call(greeter, &m);

	return err < 0 ? err : (long)m.word[0];
}

static long say_hello(handle_t greeter, const char *name)
{
	char text[MESSAGE_INLINE];
	long n = greeter_hello(greeter, name, strlen(name), text, sizeof(text));

	if (n >= 0)
		printf("%.*s\n", (int)n, text);
	return n;
}

static long talk(handle_t greeter, const char *name)
{
	uint64_t times = 0;
	long err = say_hello(greeter, name);

	if (err >= 0 && strcmp(name, "garbage") == 0)
		printf("greet: garbage gives error %ld\n", send_garbage(greeter));
	if (err >= 0 && strcmp(name, "crash") == 0)
		__builtin_trap();
	if (err >= 0)
		err = say_hello(greeter, name);
	if (err >= 0)
		err = greeter_greetings(greeter, &times);
	if (err >= 0)
		printf("greet: %s was greeted %lu times\n", name, times);
	return err;
}

/* Started by a greeter we have its handle; else there may be a server of init's (part 6). */
static long find_greeter(void)
{
	uint64_t given = start_handle(LORIS_START_IN);

	return given ? (long)given : loris_server("welcome");
}

int main(int argc, char **argv)
{
	long err = find_greeter();

	if (err > 0)
		err = talk((handle_t)err, argc > 1 ? argv[1] : "world");
	if (err < 0)
		printf("greet: error %ld\n", err);
	return err < 0;
}
