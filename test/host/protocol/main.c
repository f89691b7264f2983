/* SPDX-License-Identifier: MIT */
/*
 * protocol [--seed N] [--harts N] [--steps N] [--policy P] [--runs N | --seconds N]
 *
 * Runs the kernel's switching, flushing and teardown on a model of up to 8 harts, from seed N on. Stops
 * at the first run in which something is wrong, after telling its last events and how to have it again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "test/host/protocol/model.h"
#include "test/host/protocol/run.h"

struct arguments {
	struct options options;
	uint64_t seed, runs, seconds;
};

static int usage(void)
{
	fprintf(stderr,
		"usage: protocol [--seed N] [--harts 1..%d] [--steps N] [--policy P] "
		"[--runs N] [--seconds N]\n",
		MODEL_HARTS_MAX);
	return 2;
}

static bool number(const char *text, uint64_t *out)
{
	char *end;

	*out = strtoull(text, &end, 0);
	return *text >= '0' && *text <= '9' && !*end;
}

static bool take(struct arguments *a, const char *name, const char *value)
{
	uint64_t n;

	if (strcmp(name, "--policy") == 0) {
		a->options.policy = value;
		return true;
	}
	if (!number(value, &n))
		return false;
	if (strcmp(name, "--seed") == 0)
		a->seed = n;
	else if (strcmp(name, "--harts") == 0)
		a->options.harts = n <= MODEL_HARTS_MAX ? (unsigned)n : MODEL_HARTS_MAX + 1;
	else if (strcmp(name, "--steps") == 0)
		a->options.steps = n;
	else if (strcmp(name, "--runs") == 0)
		a->runs = n;
	else if (strcmp(name, "--seconds") == 0)
		a->seconds = n;
	else
		return false;
	return true;
}

static bool parse(int argc, char **argv, struct arguments *a)
{
	for (int i = 1; i < argc; i += 2)
		if (i + 1 == argc || !take(a, argv[i], argv[i + 1]))
			return false;
	return options_valid(&a->options);
}

static bool more(const struct arguments *a, uint64_t runs, time_t began)
{
	return a->seconds ? time(NULL) - began < (time_t)a->seconds : runs < a->runs;
}

static void print_totals(void)
{
	static const char *const names[] = {
#define NAME(name, group, text) #name,
		LORIS_COUNTERS(NAME)
#undef NAME
	};
	const struct totals *t = run_totals();
	const uint64_t *value = (const uint64_t *)&t->stats;

	printf("%16llu points\n%16llu hart_stops\n", (unsigned long long)t->points,
	       (unsigned long long)t->hart_stops);
	for (size_t i = 0; i < LORIS_COUNTER_COUNT; i++)
		if (value[i])
			printf("%16llu %s\n", (unsigned long long)value[i], names[i]);
}

int main(int argc, char **argv)
{
	struct arguments a = {.options = {.steps = 20000}, .seed = 1, .runs = 1};
	time_t began = time(NULL);
	uint64_t runs = 0;

	if (!parse(argc, argv, &a))
		return usage();
	for (; more(&a, runs, began); runs++) {
		if (!run_alone(&a.options, a.seed + runs)) {
			fprintf(stderr, "protocol: seed %llu failed, after %llu runs that passed\n",
				(unsigned long long)(a.seed + runs), (unsigned long long)runs);
			return 1;
		}
	}
	print_totals();
	printf("protocol: %llu runs from seed %llu passed\n", (unsigned long long)runs,
	       (unsigned long long)a.seed);
	return 0;
}
