/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sanitizer/common_interface_defs.h>
#include "test/host/protocol/model.h"
#include "test/host/protocol/run.h"

/* Freed objects stay poisoned for long enough, in little memory. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=8:detect_stack_use_after_return=0:detect_leaks=0";
}

/* As few as suffice, mostly, so that generations are short; or even fewer: then it goes without. */
static unsigned choose_bits(void)
{
	bool pairs = policy_wanted.kpti || (!model.policy_fixed && choose(2));
	unsigned bits = 0;

	while (!asid_bits_suffice(bits, model.harts, pairs))
		bits++;
	return one_in(8) ? choose(bits) : bits;
}

static void init_once(void)
{
	static bool done;

	if (done)
		return;
	memory_reset();
	mm_init();
	done = true;
}

static void init_harts(void)
{
	memset(harts, 0, sizeof(harts));
	harts_online = model.harts;
	harts_on = ~0UL >> (64 - model.harts);
	for (unsigned i = 0; i < model.harts; i++) {
		struct hart *h = &harts[i];
		h->index = i;
		h->active_mm = kernel_mm;
		h->asid_paid = ASID_NO_GENERATION;
		h->seen_offset = offsetof(struct mm, seen) + i * sizeof(struct mm_seen);
		for (unsigned p = 0; p <= PRIORITIES; p++)
			list_init(&h->rq.queue[p]);
		heap_init(&h->timers.heap);
		tlb_reset(i, kernel_mm->satp);
	}
}

static void choose_policy(const char *name)
{
	unsigned c = choose(64);

	policy = (struct policy){0};
	model.churn = choose(2);
	model.policy_fixed = choose(2);
	if (!name) {
		policy_wanted = (struct policy){.lazy = c & 1,
						.asid = c & 2,
						.global = c & 4,
						.shoot = c & 8,
						.defer = c & 16,
						.kpti = c & 32};
		return;
	}
	model.policy_fixed = true;
	policy_parse(name, &policy_wanted);
}

bool options_valid(const struct options *o)
{
	struct policy p;

	return o->harts <= MODEL_HARTS_MAX && (!o->policy || policy_parse(o->policy, &p) == OK);
}

/* The end: everything was given back. */
static void check_nothing_left(void)
{
	if (policy.kpti)
		mm_want_user_roots(false);
	if (memory_pages_used() != 1) /* the kernel's root */
		fail("%u pages are left", memory_pages_used() - 1);
}

void run_model(const struct options *o)
{
	init_once();
	weak_reset();
	spaces_reset();
	trace_reset();
	memset(&model, 0, sizeof(model));
	model.harts = o->harts ? o->harts : 1 + choose(MODEL_HARTS_MAX);
	choose_policy(o->policy);
	model.bits = choose_bits();
	policy_set_model_bits(model.bits);
	machine.has_svinval = false;
	init_harts();
	life_reset();
	memory_may_fail = choose(2);
	model.now = 1;
	model.enough = o->steps;
	model.limit = o->steps + 3000000;
	model.running = true;
	fibers_run(model.harts, life_main);
	check_nothing_left();
}

struct totals *run_totals(void)
{
	static struct totals *shared;

	if (!shared)
		shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return shared;
}

static void add_totals(struct totals *t)
{
	t->points += model.now;
	t->hart_stops += model.hart_stops;
	for_each_hart(h) {
		const uint64_t *one = (const uint64_t *)&h->stats;
		for (size_t i = 0; i < LORIS_COUNTER_COUNT; i++)
			((uint64_t *)&t->stats)[i] += one[i];
	}
}

bool run_alone(const struct options *o, uint64_t seed)
{
	struct totals *totals = run_totals();
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		trace_origin("run again: --seed %llu --harts %u --steps %llu%s%s",
			     (unsigned long long)seed, o->harts, (unsigned long long)o->steps,
			     o->policy ? " --policy " : "", o->policy ? o->policy : "");
		__sanitizer_set_death_callback(trace_dump);
		choose_from_seed(seed);
		run_model(o);
		add_totals(totals);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}
