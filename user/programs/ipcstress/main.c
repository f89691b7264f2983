// SPDX-License-Identifier: MIT
/*
 * ipcstress [SECONDS [SEED [CLIENTS]]]: messages of all kinds between threads and processes, while some of
 * them are killed. Says what was wrong, and status 1, also when nobody gets on any more.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/children.h"
#include "user/lib/err.h"
#include "user/lib/start.h"
#include "user/lib/thread.h"
#include "user/programs/ipcstress/ipcstress.h"

#define LOOK_NS	      (3 * NS_PER_MS)
#define STUCK_SECONDS 40

uint64_t failed;
static struct client clients[CLIENTS_MAX], victims[VICTIMS];
static uint64_t seed = 1, seconds = 3;
static unsigned count = 5;
static struct {
	int tid;
	uint64_t seq, seen_at;
} known[CLIENTS_MAX], killed[VICTIMS];
static unsigned kills;

void wrong(const char *what, uint64_t client, uint64_t seq, uint64_t got, uint64_t want)
{
	if (__atomic_fetch_add(&failed, 1, __ATOMIC_RELAXED) > 3)
		return;
	printf("ipcstress: WRONG: %s: client %" PRIu64 ", message %" PRIu64 ": %" PRIx64
	       ", expected %" PRIx64 "\n",
	       what, client, seq, got, want);
}

/* ---- clients, as threads --------------------------------------------------------------------------------- */

static void prepare(struct client *c, unsigned id, handle_t endpoint, uint64_t end)
{
	uint64_t seq = c->seq; /* a victim's successor goes on where that was */

	*c = (struct client){.id = id, .endpoint = endpoint, .ends = end, .seq = seq};
	c->random = (seed + 1) * 0x9E3779B97F4A7C15ull + id * 131 + seq + 1;
}

static bool start_clients(unsigned first, handle_t endpoint, uint64_t end)
{
	for (unsigned i = first; i < first + count; i++) {
		prepare(&clients[i], i, endpoint, end);
		known[i].tid = thread_start(client_main, &clients[i]);
		known[i].seen_at = sys_clock();
		if (known[i].tid < 0)
			return false;
	}
	return true;
}

/* False, said so: one of them does nothing any more. */
static bool progress(unsigned first)
{
	uint64_t now = sys_clock();

	for (unsigned i = first; i < first + count; i++) {
		uint64_t seq = __atomic_load_n(&clients[i].seq, __ATOMIC_RELAXED);

		if (seq != known[i].seq) {
			known[i].seq = seq;
			known[i].seen_at = now;
		} else if (now - known[i].seen_at > STUCK_SECONDS * 1000 * NS_PER_MS) {
			printf("ipcstress: STUCK: client %u after message %" PRIu64 "\n", i, seq);
			return false;
		}
	}
	return true;
}

static uint64_t join_clients(unsigned first)
{
	uint64_t good = 0;

	for (unsigned i = first; i < first + count; i++) {
		thread_join(known[i].tid, NULL);
		good += clients[i].good;
	}
	return good;
}

/* ---- the other process -------------------------------------------------------------------------------------- */

static int remote_main(char **argv)
{
	uint64_t end = strtoull(argv[2], NULL, 0);
	bool good;

	seed = strtoull(argv[3], NULL, 0) + 77;
	count = (unsigned)atoi(argv[4]);
	good = start_clients(REMOTE, start_handle(LORIS_START_IN), end);
	while (good && sys_clock() < end)
		good = progress(REMOTE) && sys_sleep(10 * LOOK_NS) == OK;
	if (!good)
		return 1;
	join_clients(REMOTE);
	return failed != 0;
}

static long start_remote(handle_t endpoint, uint64_t end)
{
	const handle_t files[3] = {endpoint};
	char line[128];
	int n = snprintf(line, sizeof(line), "ipcstress remote %" PRIu64 " %" PRIu64 " %u", end,
			 seed, count);

	for (int at = 0; at < n; at++)
		if (line[at] == ' ')
			line[at] = '\0';
	return loris_spawn(line, (size_t)n + 1, files);
}

/* ---- victims --------------------------------------------------------------------------------------------------- */

/* They are clients CLIENTS_MAX - VICTIMS and on. */
static void start_victim(unsigned i, handle_t endpoint)
{
	prepare(&victims[i], CLIENTS_MAX - VICTIMS + i, endpoint, UINT64_MAX);
	killed[i].tid = thread_start(victim_main, &victims[i]);
}

static void end_victim(unsigned i)
{
	long thread = killed[i].tid > 0 ? sys_thread_open(0, killed[i].tid) : 0;

	if (thread <= 0)
		return;
	sys_thread_kill((handle_t)thread);
	sys_handle_close((handle_t)thread);
	thread_join(killed[i].tid, NULL);
	kills++;
}

/* ---- all together ------------------------------------------------------------------------------------------- */

static bool start_servers(handle_t *client)
{
	long ep = sys_endpoint_create(), bell;

	for (unsigned i = 0; ep > 0 && i < SERVERS; i++) {
		bell = sys_notification_create();
		if (bell < 0)
			return false;
		servers[i] = (struct server){(handle_t)ep, (handle_t)bell, i};
	}
	for (unsigned i = 0; ep > 0 && i < SERVERS; i++)
		if (thread_start(server_main, &servers[i]) < 0)
			return false;
	*client = ep > 0 ? (handle_t)sys_handle_copy((handle_t)ep,
						     LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 5)
			 : 0;
	return ep > 0 && (long)*client > 0;
}

static void stop_servers(handle_t endpoint)
{
	for (unsigned i = 0; i < SERVERS; i++) {
		struct message m = {.word = {OP_QUIT}};

		if (ipc_call(endpoint, &m) != OK)
			wrong("a server does not stop", i, 0, 0, 0);
	}
}

static bool watch(uint64_t end, handle_t endpoint)
{
	uint64_t random = seed;

	for (unsigned i = 0; i < VICTIMS; i++)
		start_victim(i, endpoint);
	while (sys_clock() < end && !failed) {
		sys_sleep(LOOK_NS);
		answer_kept();
		random = random * 6364136223846793005ull + 1;
		end_victim(random >> 40 & 1);
		start_victim(random >> 40 & 1, endpoint);
		if (!progress(0))
			return false;
	}
	return true;
}

/* Those whose time is over may still wait for what was kept. */
static long answer_until_end(void *done)
{
	while (!__atomic_load_n((bool *)done, __ATOMIC_ACQUIRE)) {
		answer_kept();
		sys_sleep(LOOK_NS);
	}
	return 0;
}

static bool run(void)
{
	uint64_t end = sys_clock() + seconds * 1000 * NS_PER_MS, good;
	struct loris_exit how = {0};
	static bool done;
	handle_t endpoint;
	long remote;
	int tid;

	if (!start_servers(&endpoint) || !start_clients(0, endpoint, end))
		return false;
	remote = start_remote(endpoint, end);
	if (!watch(end, endpoint))
		exit(1);
	tid = thread_start(answer_until_end, &done);
	for (unsigned i = 0; i < VICTIMS; i++)
		end_victim(i);
	good = join_clients(0);
	if (remote > 0)
		sys_wait(remote, &how);
	__atomic_store_n(&done, true, __ATOMIC_RELEASE);
	thread_join(tid, NULL);
	answer_kept();
	stop_servers(endpoint);
	printf("ipcstress: seed %" PRIu64 ": %" PRIu64 " answers here, %u victims, the others %s\n",
	       seed, good, kills,
	       remote < 0 ? err_name(remote)
	       : how.code ? "failed"
			  : "too");
	return reports_fit() && !how.code && !how.how;
}

int main(int argc, char **argv)
{
	bool good;

	if (argc > 4 && strcmp(argv[1], "remote") == 0)
		return remote_main(argv);
	if (argc > 1)
		seconds = strtoull(argv[1], NULL, 0);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	if (argc > 3)
		count = (unsigned)atoi(argv[3]);
	if (!seconds || !count || count > REMOTE - VICTIMS) {
		puts("usage: ipcstress [SECONDS [SEED [CLIENTS]]]");
		return 2;
	}
	printf("ipcstress: seed %" PRIu64 ", %" PRIu64 " s\n", seed, seconds);
	good = run();
	printf("ipcstress: %s\n", good ? "ok" : "FAILED");
	return good ? 0 : 1;
}
