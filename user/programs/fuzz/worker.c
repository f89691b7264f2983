// SPDX-License-Identifier: MIT
/* A worker: its keeper, and the threads that it begins and ends. */
#include <stdio.h>
#include <stdlib.h>
#include "user/lib/start.h"
#include "user/programs/fuzz/fuzz.h"

#define RW	     (LORIS_PROT_READ | LORIS_PROT_WRITE)
#define SCRATCH_AT   0x20000000ull
#define SCRATCH_STEP (4 * LORIS_PAGE_SIZE)
#define STACK_BYTES  16384
#define ROUND_MS     400
#define MACHINES     4	 /* of the pool, when a round begins */
#define MISSES	     400 /* so many thread numbers that nobody has: there are no more */

static struct strand strands[STRANDS_MAX];
static char stacks[STRANDS_MAX][STACK_BYTES] __attribute__((aligned(16)));
static struct worker_state *state;
static handle_t machine; /* 0: we do not have it */

/* entry.S: what each thread does until its time is over, or it is killed. */
_Noreturn void strand_main(struct strand *s)
{
	while (sys_clock() < s->ends) {
		if (one_in(&s->dice, 12))
			any_scene(s);
		else
			any_call(s);
		if (one_in(&s->dice, 5000))
			sys_thread_exit(0);
	}
	sys_thread_exit(0);
}

/* ---- the keeper, which nobody can kill: no handle leads to it --------------------------------------------- */

/* How it can be that it needs memory and finds none: the others have used it up. */
static void make_room(void)
{
	struct strand self = strands[0];

	self.box = &state->box[0];
	for (unsigned i = 0; i < 1000; i++)
		pool_put(&self, 0);
}

static void end_thread(long tid, uint64_t *missed)
{
	long thread = sys_thread_open(0, tid);

	if (thread == ERR_NOT_FOUND) {
		++*missed;
		return;
	}
	*missed = 0;
	if (thread < 0) { /* no more handles to be had: end with all of them */
		make_room();
		thread = sys_thread_open(0, tid);
	}
	if (thread < 0)
		sys_exit(0);
	state->step = 1;
	sys_thread_kill((handle_t)thread);
	sys_handle_close((handle_t)thread);
	state->step = 2;
	sys_thread_join(tid, NULL);
	state->step = 0;
}

/* Killed, in whatever they wait for, they must be gone. */
static void end_threads(long *first)
{
	uint64_t missed = 0;
	long tid = *first;

	for (; missed < MISSES; tid++)
		end_thread(tid, &missed);
	*first = tid - MISSES;
}

static void begin_threads(uint64_t seed, unsigned count, bool honest)
{
	for (unsigned i = 0; i < count; i++) {
		struct strand *s = &strands[i];

		s->dice.state = (seed + 1) * 0x9E3779B97F4A7C15ull + i * 77 + state->rounds;
		s->ends = sys_clock() + ROUND_MS * NS_PER_MS;
		s->state = state;
		s->honest = honest;
		s->box = &state->box[i];
		s->scratch = (char *)(SCRATCH_AT + i * SCRATCH_STEP);
		sys_map(s->scratch, LORIS_PAGE_SIZE, RW);
		sys_thread_create(strand_entry, s, stacks[i] + STACK_BYTES, NULL);
	}
}

static bool find_shared(unsigned index)
{
	struct message m = {.word = {HUB_SHARED}, .info = LORIS_MSG_ACCEPT(2)};
	long result = ipc_call(start_handle(LORIS_START_IN), &m);

	if (result != OK || !LORIS_MSG_COUNT(m.info))
		return false;
	result = sys_map_into(0, SHARED_AT, sizeof(struct shared), RW, m.word[4], 0, 0);
	sys_handle_close(m.word[4]);
	machine = LORIS_MSG_COUNT(m.info) > 1 ? m.word[5] : 0;
	state = &SHARED_AT->worker[index];
	return result > 0;
}

/* What it has of its own, but not the console, which is the test's. */
static void fill_pool(void)
{
	static const unsigned given[] = {LORIS_START_INIT, LORIS_START_IN};
	struct strand self = {.dice = {1}, .state = state, .box = &state->box[0]};

	for (unsigned i = 0; i < sizeof(given) / sizeof(*given); i++)
		pool_put(&self,
			 (handle_t)sys_handle_copy(start_handle(given[i]), LORIS_RIGHTS_ALL, 0));
	for (unsigned i = 0; machine && i < MACHINES; i++)
		pool_put(&self, (handle_t)sys_handle_copy(machine, LORIS_RIGHTS_ALL, 0));
}

int worker_main(uint64_t seed, uint64_t seconds, unsigned index, unsigned count)
{
	uint64_t end = sys_clock() + seconds * 1000 * NS_PER_MS;
	struct dice dice = {seed | 1};
	long first = 2;

	if (!find_shared(index))
		return 1;
	while (sys_clock() < end) {
		fill_pool();
		begin_threads(seed, count, index % 2 == 0);
		sys_sleep(draw(&dice, ROUND_MS * NS_PER_MS));
		end_threads(&first);
		state->rounds++;
		if (one_in(&dice, 8))
			break; /* the next worker begins with nothing */
	}
	sys_exit(0); /* not exit(): a thread may have been killed in the library */
}
