// SPDX-License-Identifier: MIT
/*
 *	killtest SERVER KILLS [SEED]	kills the server so often at random points, while clients work
 *	killtest client SERVER SEED	one of the clients: works until it is killed itself
 *
 * Every turn of every client must end, with the right answer or an error that says that the server is
 * gone; and after each kill a new server must answer. What the system lost by it shows outside, by
 * `mem -j` before and after.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "killtest.h"
#include "proto/init.h"
#include "user/lib/err.h"
#include "user/lib/spawn.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define CLIENTS_MAX 8
#define MS	    1000000ull	 /* ns */
#define PAUSE_MAX   (3 * MS)	 /* between kills */
#define PATIENCE    (60000 * MS) /* a turn that takes longer hangs */
#define SERVING	    2		 /* of SERVER_INFO */
#define MORTAL_LIFE (20 * MS)

static const struct work *const works[] = {&work_ramfs, &work_blk, &work_rng, &work_uart};

static struct client clients[CLIENTS_MAX];
static volatile bool stop;

uint64_t mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

long wrong(const struct client *c, const char *what, long got)
{
	printf("killtest: client %u: %s: wrong: %ld\n", c->number, what, got);
	return WRONG;
}

/* ---- clients ---------------------------------------------------------------------------------------- */

/* What a server's end looks like to who calls it, or looks for it. */
static bool is_the_end(long err)
{
	return err == ERR_CLOSED || err == ERR_TIMEOUT;
}

static void one_turn(struct client *c)
{
	long result = c->work->turn(c);

	if (result == OK) {
		__atomic_add_fetch(&c->right, 1, __ATOMIC_RELAXED);
	} else if (is_the_end(result)) {
		__atomic_add_fetch(&c->errors, 1, __ATOMIC_RELAXED);
	} else {
		if (result != WRONG)
			printf("killtest: client %u: %s: %s\n", c->number, c->doing,
			       err_name(result));
		c->wrong++;
	}
}

static long client_main(void *client)
{
	struct client *c = client;

	while (!stop && !c->wrong)
		one_turn(c);
	c->done = true;
	return 0;
}

/* A client that dies at some point of its work itself, again and again. */
static long mortal_main(void *client)
{
	struct client *c = client;

	while (!stop && !c->wrong) {
		long pid = spawn_line("killtest client %s %u", c->work->server,
				      (unsigned)mix(&c->random));
		struct loris_exit how = {0};

		c->doing = "life of a mortal client";
		if (pid < 0)
			c->wrong += !!printf("killtest: spawn: %s\n", err_name(pid));
		sys_sleep(mix(&c->random) % MORTAL_LIFE);
		sys_kill(pid);
		if (sys_wait(pid, &how) != pid || how.how != LORIS_KILLED)
			c->wrong += !!printf("killtest: a mortal client ended by itself\n");
		__atomic_add_fetch(&c->right, 1, __ATOMIC_RELAXED);
	}
	c->done = true;
	return 0;
}

/* Its number is above all others', so that it has files and sectors of its own. */
static int mortal(const struct work *work, uint64_t seed)
{
	struct client c = {
		.work = work, .number = work->clients + (unsigned)(seed % 3), .random = seed};

	while (!c.wrong)
		one_turn(&c);
	return EXIT_FAILURE;
}

/* ---- the killer ------------------------------------------------------------------------------------- */

static uint64_t answers(const struct client *c)
{
	return __atomic_load_n(&c->right, __ATOMIC_RELAXED);
}

static bool any_wrong(unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (clients[i].wrong)
			return true;
	return false;
}

static bool hangs(const struct client *c)
{
	printf("killtest: client %u hangs: %s\n", c->number, c->doing);
	return false;
}

/* Each client has got a right answer since. */
static bool all_answered(unsigned count)
{
	uint64_t before[CLIENTS_MAX], until = sys_clock() + PATIENCE;

	for (unsigned i = 0; i < count; i++)
		before[i] = answers(&clients[i]);
	for (unsigned i = 0; i < count; i++) {
		while (answers(&clients[i]) == before[i]) {
			if (any_wrong(count))
				return false;
			if (sys_clock() > until)
				return hangs(&clients[i]);
			sys_sleep(MS / 10);
		}
	}
	return true;
}

/* Now and then the successor, or what is to become it, is killed at once. */
static bool kill_often(const struct work *work, unsigned count, long kills, uint64_t *random)
{
	handle_t init = start_handle(LORIS_START_INIT);

	for (long done = 0; done < kills;) {
		long err;

		sys_sleep(mix(random) % PAUSE_MAX);
		err = init_kill_server(init, work->server, strlen(work->server));
		if (err != OK && err != ERR_NOT_FOUND) {
			printf("killtest: kill: %s\n", err_name(err));
			return false;
		}
		done += err == OK;
		if (mix(random) % 4 && !all_answered(count))
			return false;
	}
	return all_answered(count);
}

static bool all_done(unsigned count)
{
	uint64_t until = sys_clock() + PATIENCE;

	stop = true;
	for (unsigned i = 0; i < count; i++) {
		while (!*(volatile bool *)&clients[i].done) {
			if (sys_clock() > until)
				return hangs(&clients[i]);
			sys_sleep(MS);
		}
	}
	return !any_wrong(count);
}

/* How often it has been started again; ERR_NOT_FOUND: it does not serve now. */
static long restarts_of(const char *name)
{
	handle_t init = start_handle(LORIS_START_INIT);
	uint64_t pid, restarts, state;
	char text[MESSAGE_INLINE];
	long n;

	for (uint64_t i = 0;
	     (n = init_server_info(init, i, &pid, &restarts, &state, text, sizeof(text))) >= 0; i++)
		if ((size_t)n == strlen(name) && memcmp(text, name, (size_t)n) == 0)
			return state == SERVING ? (long)restarts : ERR_NOT_FOUND;
	return n;
}

/* What clients that died have left there (files) goes with the server. */
static bool renew(const struct work *work)
{
	uint64_t until = sys_clock() + PATIENCE;
	long before;

	while ((before = restarts_of(work->server)) < 0 && sys_clock() < until)
		sys_sleep(MS);
	init_kill_server(start_handle(LORIS_START_INIT), work->server, strlen(work->server));
	while (restarts_of(work->server) <= before && sys_clock() < until)
		sys_sleep(MS);
	return sys_clock() < until;
}

static bool start_clients(const struct work *work, int tids[], uint64_t *random)
{
	for (unsigned i = 0; i <= work->clients; i++) {
		clients[i] = (struct client){.work = work, .number = i, .random = mix(random)};
		tids[i] = thread_start(i < work->clients ? client_main : mortal_main, &clients[i]);
		if (tids[i] < 0)
			return false;
	}
	return true;
}

static void tell(const struct work *work, long kills, bool good)
{
	uint64_t right = 0, errors = 0;

	for (unsigned i = 0; i < work->clients; i++) {
		right += clients[i].right;
		errors += clients[i].errors;
	}
	printf("killtest: %s: %ld kills, %llu turns right, %llu ended by a kill: %s\n",
	       work->server, kills, (unsigned long long)right, (unsigned long long)errors,
	       good ? "ok" : "FAILED");
}

static int run(const struct work *work, long kills, uint64_t seed)
{
	handle_t init = start_handle(LORIS_START_INIT);
	unsigned count = work->clients + 1;
	int tids[CLIENTS_MAX];
	bool good =
		!work->start || init_start_server(init, work->server, strlen(work->server)) == OK;

	good = good && start_clients(work, tids, &seed);
	good = good && all_answered(count) && kill_often(work, count, kills, &seed);
	good = all_done(count) && good;
	good = good && renew(work);
	for (unsigned i = 0; good && i < count; i++)
		thread_join(tids[i], NULL);
	if (work->start)
		init_stop_server(init, work->server, strlen(work->server));
	tell(work, kills, good);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static const struct work *find(const char *name)
{
	for (unsigned i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		if (strcmp(works[i]->server, name) == 0)
			return works[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct work *work =
		argc > 2 ? find(argv[argc == 4 && argv[1][0] == 'c' ? 2 : 1]) : NULL;

	if (work && argc == 4 && strcmp(argv[1], "client") == 0)
		return mortal(work, strtoull(argv[3], NULL, 0));
	if (work && argc <= 4)
		return run(work, atol(argv[2]), argc == 4 ? strtoull(argv[3], NULL, 0) : 1);
	printf("usage: killtest ramfs | blk | rng | uart KILLS [SEED]\n");
	return 2;
}
