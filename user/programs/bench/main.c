// SPDX-License-Identifier: MIT
/*
 * bench [NAME | all] [-n N] [-j] [-p POLICY]: runs one measured loop, or each, and says what came out. The
 * shell's command of this name starts it and tells what the policy is. For tests:
 *
 *	-c PROCESSES HANDLES		so many are there meanwhile
 *	-e SATP FENCES SWITCHES		says nothing; the exit status tells whether that much of each was
 *					counted per iteration
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/rdtime.h"
#include "user/lib/sys.h"
#include "user/programs/bench/crowd.h"
#include "user/programs/bench/list.h"
#include "user/programs/bench/report.h"

#define ITERS	    1000
#define ITERS_SPAWN 100
#define ITERS_MAX   1000000000

struct options {
	const struct bench *bench; /* NULL: each */
	uint64_t iters;		   /* 0: what is usual */
	bool json, check;
	const char *policy;
	uint64_t crowd[2], expected[3];
};

/* ---- measuring ----------------------------------------------------------------------------------- */

static void read_stats(long hart, struct loris_stats *stats)
{
	long got = sys_stats(hart, stats, sizeof(*stats));

	if (got == (long)sizeof(*stats))
		return;
	printf("bench: counters: %s (%ld of %zu bytes)\n", err_name(got), got, sizeof(*stats));
	exit(1);
}

void window_open(struct window *window)
{
	read_stats(window->hart, &window->before);
	window->start = rdtime();
}

void window_close(struct window *window)
{
	window->end = rdtime();
	read_stats(window->hart, &window->after);
}

static uint64_t usual_iters(const struct bench *bench)
{
	return bench->marker == LORIS_MARK_SPAWN ? ITERS_SPAWN : ITERS;
}

static int run(const struct bench *bench, const struct options *o, struct window *window)
{
	uint64_t n = o->iters ? o->iters : usual_iters(bench);
	const char *wrong = bench->run(window, n);
	struct result result;

	if (wrong) {
		printf("bench: %s: %s\n", bench->name, wrong);
		return 1;
	}
	result = result_of(window, n);
	if (o->check)
		return !report_fits(&result, o->expected);
	if (o->json)
		report_json(bench, &result, o->policy);
	else
		report_row(bench, &result);
	return 0;
}

static int run_chosen(const struct options *o, struct window *window)
{
	int failed = 0;

	if (!o->json && !o->check)
		report_head(o->policy);
	if (o->bench)
		return run(o->bench, o, window);
	for (unsigned i = 0; i < bench_count; i++)
		failed |= run(&benches[i], o, window);
	return failed;
}

/* Stays on the hart where it is, so that one hart's counters hold all there is to count. */
static int measure(const struct options *o)
{
	static struct window window;
	struct loris_self self;
	int failed = 1;

	if (sys_self(&self) < 0 || sys_thread_pin(self.hart) != self.hart) {
		puts("bench: cannot stay on one hart");
		return 1;
	}
	window.hart = self.hart;
	if (crowd_gather(o->crowd[0], o->crowd[1]))
		failed = run_chosen(o, &window);
	crowd_leave();
	return failed;
}

/* ---- what is asked for --------------------------------------------------------------------------- */

static bool parse_number(const char *text, uint64_t *out)
{
	char *end;

	*out = text ? strtoul(text, &end, 10) : 0;
	return text && *text >= '0' && *text <= '9' && !*end && *out <= ITERS_MAX;
}

static bool parse_numbers(char ***words, uint64_t *out, int count)
{
	for (int i = 0; i < count; i++)
		if (!parse_number(*++*words, &out[i]))
			return false;
	return true;
}

static bool parse_crowd(char ***words, uint64_t crowd[2])
{
	return parse_numbers(words, crowd, 2) && crowd[0] <= CROWD_PROCESSES_MAX &&
	       crowd[1] <= CROWD_HANDLES_MAX;
}

static bool parse_name(const char *word, struct options *o)
{
	o->bench = bench_find(word);
	return o->bench || strcmp(word, "all") == 0;
}

static bool parse(char **words, struct options *o)
{
	bool named = false, good = true;

	for (; good && *words; words++) {
		if (strcmp(*words, "-j") == 0) {
			o->json = true;
		} else if (strcmp(*words, "-n") == 0) {
			good = parse_number(*++words, &o->iters) && o->iters;
		} else if (strcmp(*words, "-p") == 0) {
			good = (o->policy = *++words) != NULL;
		} else if (strcmp(*words, "-e") == 0) {
			o->check = good = parse_numbers(&words, o->expected, 3);
		} else if (strcmp(*words, "-c") == 0) {
			good = parse_crowd(&words, o->crowd);
		} else {
			good = !named && parse_name(*words, o);
			named = true;
		}
	}
	return good;
}

static int usage(void)
{
	printf("benchmarks:");
	for (unsigned i = 0; i < bench_count; i++)
		printf(" %s", benches[i].name);
	puts("\nusage: bench [NAME | all] [-n N] [-j]");
	return 2;
}

static int be_partner(const char *name, long hart)
{
	const struct bench *bench = bench_find(name);

	if (!bench || !bench->partner || sys_thread_pin(hart) != hart)
		return 1;
	return bench->partner();
}

int main(int argc, char **argv)
{
	struct options o = {.policy = "?"};

	if (argc == 4 && strcmp(argv[2], "-child") == 0)
		return be_partner(argv[1], atol(argv[3]));
	return parse(argv + 1, &o) ? measure(&o) : usage();
}
