// SPDX-License-Identifier: MIT
/*
 *	servertest init | names | tree | data | pipes | greedy | crowd | brim | brood | busy | refused | strewn | swarm
 *	servertest stranger	must not be trusted (boot argument trust=); names must
 *	servertest newcomer	comes after the swarm
 *	servertest full		uses up all memory
 *	servertest parent	starts a child that outlives it
 *	servertest hoard	takes all that it can get of ramfs
 *	servertest strewer	has ramfs take memory of its own and of others by turns
 *	servertest brooder	starts all that it may, and asks for the end of none
 *	servertest desert	has many threads wait at init, and give up
 *	servertest takers | taker | waiters | waiter	those of the swarm
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "servertest.h"
#include "proto/filesystem.h"
#include "user/lib/err.h"
#include "user/lib/servers.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"

static long failed;

void check(const char *file, int line, long got, long want)
{
	if (got == want)
		return;
	printf("servertest: %s:%d: %ld (%s) instead of %ld\n", file, line, got, err_name(got),
	       want);
	failed++;
}

uint64_t mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

long handles_now(void)
{
	struct loris_process_info info = {0};

	sys_process_info(0, &info);
	return info.handles;
}

handle_t ramfs_connect(void)
{
	long server = loris_server("ramfs");
	handle_t session = 0;

	if (server > 0)
		IS(filesystem_connect((handle_t)server, &session), OK);
	else
		IS(server, OK);
	sys_handle_close((handle_t)server);
	return session;
}

/* What it gives away, and what one that ends well may have given us. */
static void close_all(const handle_t *handles, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		sys_handle_close(handles[i]);
}

static void send_one(handle_t server, unsigned opcode, uint64_t *seed)
{
	unsigned handles = (unsigned)(mix(seed) % 5), made = 0;
	struct message m = {.info = LORIS_MSG_HANDLES(handles) | LORIS_MSG_ACCEPT(mix(seed) % 5) |
				    LORIS_MSG_TIMEOUT,
			    .timeout = 3000000};
	handle_t memory[LORIS_MSG_HANDLES_MAX];
	long err;

	m.word[0] = opcode | (mix(seed) % 2 ? mix(seed) % 60 << 8 : mix(seed) << 8);
	for (int i = 1; i < LORIS_MSG_WORDS; i++)
		m.word[i] = mix(seed) >> mix(seed) % 64;
	for (unsigned i = 0; i < handles; i++) {
		m.word[4 + i] = server;
		if (mix(seed) % 2)
			m.word[4 + i] = memory[made++] = (handle_t)sys_memory_create(4096, 0);
	}
	err = ipc_call(server, &m);
	if (err != ERR_REFUSED && err != ERR_TIMEOUT && err != ERR_PERM) /* not to be given away */
		IS(err, OK);
	close_all(memory, made);
	if (err == OK)
		close_all(&m.word[4], LORIS_MSG_COUNT(m.info));
}

void garbage(handle_t server, unsigned first_opcode, unsigned opcodes, uint64_t seed)
{
	for (int i = 0; i < 300; i++)
		send_one(server, first_opcode + (unsigned)(mix(&seed) % opcodes), &seed);
}

static int parent(void)
{
	return spawn_line("idle 50") > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{"init", test_init},	     {"names", test_names},	  {"tree", test_tree},
	{"data", test_data},	     {"pipes", test_pipes},	  {"greedy", test_greedy},
	{"crowd", test_crowd},	     {"brim", test_brim},	  {"brood", test_brood},
	{"busy", test_busy},	     {"swarm", test_swarm},	  {"full", test_full},
	{"newcomer", test_newcomer}, {"stranger", test_stranger}, {"refused", test_refused},
	{"strewn", test_strewn},
};

/* What a test starts this program as. */
static const struct {
	const char *name;
	int (*run)(void);
} roles[] = {
	{"parent", parent}, {"hoard", hoard},	  {"strewer", strewer},
	{"desert", desert}, {"brooder", brood},	  {"takers", takers},
	{"taker", taker},   {"waiters", waiters}, {"waiter", waiter},
};

int main(int argc, char **argv)
{
	const char *name = argc == 2 ? argv[1] : "";

	for (unsigned i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(roles[i].name, name) == 0)
			return roles[i].run();
	for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (strcmp(tests[i].name, name) != 0)
			continue;
		tests[i].run();
		printf("servertest: %s: %s\n", name, failed ? "FAILED" : "ok");
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	printf("usage: servertest init | names | tree | data | pipes | greedy | crowd | brim | "
	       "brood | busy | refused | strewn | swarm | newcomer | stranger | full\n");
	return 2;
}
