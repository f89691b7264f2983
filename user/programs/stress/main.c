// SPDX-License-Identifier: MIT
/*
 * stress [SECONDSs|ROUNDS] [SEED]: four threads at once do operations of all kinds in random order
 * (`stress 10s`: for ten seconds; `stress 500 7`: 500 operations each, by seed 7). Whatever is
 * wrong is one line and status 1, with the seed to get there again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/stress/stress.h"

#define WORKERS	 4
#define NS_PER_S 1000000000ull

/* How often each comes, in parts of their sum. Those that print on the console come seldom. */
static const struct {
	const char *name;
	void (*run)(struct worker *w);
	unsigned weight;
} operations[] = {
	{"spawn", op_spawn, 20}, {"brood", op_brood, 5},      {"kill", op_kill, 8},
	{"crash", op_crash, 1},	 {"map", op_map, 30},	      {"protect", op_protect, 20},
	{"heap", op_heap, 20},	 {"file", op_file, 10},	      {"thread", op_thread, 15},
	{"fpu", op_fpu, 20},	 {"kthread", op_kthread, 20}, {"sleep", op_sleep, 10},
	{"yield", op_yield, 15}, {"move", op_move, 6},
};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static uint64_t seed = 1;
static long rounds = 200; /* 0: until deadline */
static uint64_t deadline;

/* xorshift64*: small, and the same on every machine. */
uint64_t draw(struct worker *w, uint64_t below)
{
	w->random ^= w->random >> 12;
	w->random ^= w->random << 25;
	w->random ^= w->random >> 27;
	return (w->random * 0x2545F4914F6CDD1Dull >> 16) % below;
}

void expect(const struct worker *w, const char *what, long got, long want)
{
	if (got == want)
		return;
	printf("stress: seed %" PRIu64 ", worker %d, operation %ld (%s): %s: got %ld (%s), "
	       "expected %ld\n",
	       seed, w->id, w->done, w->operation, what, got, err_name(got), want);
	exit(1);
}

static void one_operation(struct worker *w)
{
	unsigned sum = 0, at;
	size_t i;

	for (i = 0; i < OPERATIONS; i++)
		sum += operations[i].weight;
	at = (unsigned)draw(w, sum);
	for (i = 0; at >= operations[i].weight; i++)
		at -= operations[i].weight;
	w->operation = operations[i].name;
	operations[i].run(w);
	w->done++;
}

static long work(void *arg)
{
	struct worker *w = arg;

	while (rounds ? w->done < rounds : sys_clock() < deadline)
		one_operation(w);
	return w->done;
}

static void set_length(const char *text)
{
	size_t len = strlen(text);

	rounds = atol(text);
	if (len > 0 && text[len - 1] == 's') {
		deadline = sys_clock() + (uint64_t)rounds * NS_PER_S;
		rounds = 0;
	}
}

int main(int argc, char **argv)
{
	static struct worker workers[WORKERS];
	int tids[WORKERS];
	long total = 0;

	if (argc > 1)
		set_length(argv[1]);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	printf("stress: seed %" PRIu64 "\n", seed);
	for (int i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){.id = i, .operation = "start"};
		workers[i].random = (seed + 1) * 0x9E3779B97F4A7C15ull + (uint64_t)i + 1;
		tids[i] = thread_start(work, &workers[i]);
		expect(&workers[i], "thread", tids[i] > 0, 1);
	}
	for (int i = 0; i < WORKERS; i++) {
		long done = -1;

		expect(&workers[i], "join", thread_join(tids[i], &done), 0);
		total += done;
	}
	printf("stress: seed %" PRIu64 ": %ld operations: ok\n", seed, total);
	return 0;
}
