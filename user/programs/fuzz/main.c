// SPDX-License-Identifier: MIT
/*
 * fuzz [SECONDS [SEED [WORKERS [THREADS]]]]: wild system calls from several processes and threads at once,
 * on all harts. Says what came of them; status 1 when something was wrong, also when it got stuck. With the
 * boot argument trust=fuzz they have the system handle, too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include "user/lib/children.h"
#include "user/lib/err.h"
#include "user/lib/start.h"
#include "user/lib/thread.h"
#include "user/programs/fuzz/fuzz.h"

#define LOOK_NS	      (20 * NS_PER_MS)
#define STUCK_SECONDS 60

static struct hub hub;
static handle_t hub_client; /* what workers get of it */
static uint64_t seed = 1, seconds = 5;
static unsigned workers = 3, threads = 4;
static struct {
	long pid; /* 0: none now */
	uint64_t rounds, seen_at;
} known[WORKERS_MAX];
static unsigned started, ended_badly;

static bool start_worker(unsigned i, uint64_t left)
{
	const handle_t files[3] = {hub_client};
	char line[160];
	int n = snprintf(line, sizeof(line), "fuzz worker %" PRIu64 " %" PRIu64 " %u %u",
			 seed * 1000 + started, left, i, threads);

	for (int at = 0; at < n; at++)
		if (line[at] == ' ')
			line[at] = '\0';
	known[i].pid = loris_spawn(line, (size_t)n + 1, files);
	known[i].rounds = SHARED_AT->worker[i].rounds;
	known[i].seen_at = sys_clock();
	if (known[i].pid < 0) {
		printf("fuzz: worker: %s\n", err_name(known[i].pid));
		known[i].pid = 0;
		return false;
	}
	started++;
	return true;
}

/* ---- is there progress? ---------------------------------------------------------------------------------- */

static void tell_stuck(unsigned i)
{
	const struct worker_state *w = &SHARED_AT->worker[i];

	printf("fuzz: STUCK: worker %u (process %ld), keeper's step %" PRIu64 "\n", i, known[i].pid,
	       w->step);
	for (unsigned t = 0; t < threads; t++) {
		const struct box *b = &w->box[t];

		printf("fuzz: thread %u: %" PRIu64 " calls, %s call %" PRIu64 " (%" PRIx64
		       " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64
		       ")\n",
		       t, b->calls, b->inside ? "inside" : "after", b->number, b->args[0],
		       b->args[1], b->args[2], b->args[3], b->args[4], b->args[5], b->args[6]);
	}
}

static void tell_wrong(unsigned i)
{
	const struct worker_state *w = &SHARED_AT->worker[i];

	printf("fuzz: WRONG: worker %u, %" PRIu64 " times: %s: call %" PRIu64 " (%" PRIx64
	       " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRIx64 "): %" PRIu64
	       ": %" PRIx64 "\n",
	       i, w->failed, w->what, w->number, w->args[0], w->args[1], w->args[2], w->args[3],
	       w->args[4], w->args[5], w->args[6], w->place, w->got);
}

static bool progresses(unsigned i)
{
	uint64_t rounds = SHARED_AT->worker[i].rounds, now = sys_clock();

	if (rounds != known[i].rounds) {
		known[i].rounds = rounds;
		known[i].seen_at = now;
	}
	if (now - known[i].seen_at < STUCK_SECONDS * 1000 * NS_PER_MS)
		return true;
	tell_stuck(i);
	return false;
}

static void collect(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		ended_badly += status != 0; /* by its own wild calls; nothing is wrong with that */
		for (unsigned i = 0; i < workers; i++)
			if (known[i].pid == pid)
				known[i].pid = 0;
	}
}

static bool failed(void)
{
	bool bad = false;

	for (unsigned i = 0; i < workers; i++) {
		if (SHARED_AT->worker[i].failed)
			tell_wrong(i);
		bad |= SHARED_AT->worker[i].failed || (known[i].pid && !progresses(i));
	}
	return bad;
}

/* ---- begin, look, end -------------------------------------------------------------------------------------- */

static bool run(void)
{
	uint64_t end = sys_clock() + seconds * 1000 * NS_PER_MS;

	while (sys_clock() < end) {
		uint64_t left = (end - sys_clock()) / (1000 * NS_PER_MS) + 1;

		for (unsigned i = 0; i < workers; i++)
			if (!known[i].pid)
				start_worker(i, left);
		sys_sleep(LOOK_NS);
		collect();
		if (failed())
			return false;
	}
	return true;
}

static bool end_workers(void)
{
	bool any;

	for (unsigned i = 0; i < workers; i++)
		if (known[i].pid)
			sys_kill(known[i].pid);
	do {
		sys_sleep(LOOK_NS);
		collect();
		any = false;
		for (unsigned i = 0; i < workers; i++)
			any |= known[i].pid != 0;
		if (failed())
			return false;
	} while (any);
	return true;
}

static bool begin(void)
{
	long memory = sys_memory_create(sizeof(struct shared), 0), ep = sys_endpoint_create();
	long copy =
		ep > 0 ? sys_handle_copy((handle_t)ep, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 1) : ep;

	if (memory < 0 || copy < 0 ||
	    sys_map_into(0, SHARED_AT, sizeof(struct shared), LORIS_PROT_READ | LORIS_PROT_WRITE,
			 (handle_t)memory, 0, 0) < 0)
		return false;
	hub = (struct hub){(handle_t)ep, (handle_t)memory, start_handle(LORIS_START_SYSTEM), seed};
	hub_client = (handle_t)copy;
	return thread_start(hub_main, &hub) > 0;
}

static void report(void)
{
	uint64_t sum[ERRS] = {0}, total = 0;

	for (unsigned i = 0; i < workers; i++)
		for (unsigned e = 0; e < ERRS; e++)
			sum[e] += SHARED_AT->worker[i].results[e];
	for (unsigned e = 0; e < ERRS; e++)
		total += sum[e];
	printf("fuzz: seed %" PRIu64 ": %" PRIu64 " calls, %" PRIu64
	       " good, %u workers, %u crashed\n",
	       seed, total, sum[0], started, ended_badly);
	for (unsigned e = 1; e < ERRS; e++)
		if (sum[e])
			printf("fuzz: %10" PRIu64 " %s\n", sum[e], err_name(-(long)e));
}

int main(int argc, char **argv)
{
	bool good;

	if (argc > 5 && strcmp(argv[1], "worker") == 0)
		return worker_main(strtoull(argv[2], NULL, 0), strtoull(argv[3], NULL, 0),
				   (unsigned)atoi(argv[4]), (unsigned)atoi(argv[5]));
	if (argc > 1)
		seconds = strtoull(argv[1], NULL, 0);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	if (argc > 3)
		workers = (unsigned)atoi(argv[3]);
	if (argc > 4)
		threads = (unsigned)atoi(argv[4]);
	if (!seconds || !workers || workers > WORKERS_MAX || !threads || threads > STRANDS_MAX) {
		puts("usage: fuzz [SECONDS [SEED [WORKERS [THREADS]]]]");
		return 2;
	}
	printf("fuzz: seed %" PRIu64 ", %" PRIu64 " s, %u workers of %u threads%s\n", seed, seconds,
	       workers, threads, start_handle(LORIS_START_SYSTEM) ? ", with the machine" : "");
	if (!begin()) {
		puts("fuzz: no memory");
		return 1;
	}
	good = run();
	good &= end_workers();
	hub_close();
	report();
	printf("fuzz: %s\n", good ? "ok" : "FAILED");
	return good ? 0 : 1;
}
