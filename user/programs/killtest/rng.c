// SPDX-License-Identifier: MIT
#include "killtest.h"
#include "proto/rng.h"
#include "user/lib/servers.h"

#define REQUESTS 8
#define AT_LEAST 16 /* bytes that are never all zero */

static bool looks_random(const uint8_t *bytes, size_t n)
{
	uint8_t all = 0;

	for (size_t i = 0; i < n; i++)
		all |= bytes[i];
	return all;
}

static long get_some(struct client *c, handle_t server)
{
	for (int i = 0; i < REQUESTS; i++) {
		uint8_t bytes[MESSAGE_INLINE] = {0};
		size_t n = AT_LEAST + mix(&c->random) % (MESSAGE_INLINE - AT_LEAST + 1);
		long got = rng_get(server, n, bytes, sizeof(bytes));

		if (got < 0)
			return got;
		if (got != (long)n || !looks_random(bytes, n))
			return wrong(c, "get", got);
	}
	return OK;
}

static long turn(struct client *c)
{
	long server = loris_server("rng"), result;

	if (server < 0)
		return server;
	result = get_some(c, (handle_t)server);
	sys_handle_close((handle_t)server);
	return result;
}

const struct work work_rng = {.server = "rng", .clients = 3, .turn = turn};
