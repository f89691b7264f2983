// SPDX-License-Identifier: MIT
/*
 * bench NAME [-n N]: runs one measured loop and hands the result to the kernel for the shell that
 * waits for it. Says nothing unless something is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "user/lib/err.h"
#include "user/lib/rdtime.h"
#include "user/lib/sys.h"
#include "user/programs/bench/bench.h"

#define NS_PER_S 1000000000ull

static const struct bench {
	const char *name;
	uint32_t marker;
	uint64_t iters; /* without -n */
	const char *(*run)(struct window *window, uint64_t n);
	int (*partner)(long hart);
} benches[] = {
	{"null", LORIS_MARK_NULL, 10000, bench_null, NULL},
	{"kthread_same", LORIS_MARK_KTHREAD_SAME, 10000, bench_kthread_same, NULL},
	{"kthread_other", LORIS_MARK_KTHREAD_OTHER, 10000, bench_kthread_other,
	 partner_kthread_other},
	{"yield_threads", LORIS_MARK_YIELD_THREADS, 10000, bench_yield_threads, NULL},
	{"yield_procs", LORIS_MARK_YIELD_PROCS, 10000, bench_yield_procs, partner_yield_procs},
	{"spawn", LORIS_MARK_SPAWN, 200, bench_spawn, NULL},
	{"map", LORIS_MARK_MAP, 10000, bench_map, NULL},
};

#define BENCHES (sizeof(benches) / sizeof(benches[0]))

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

static long report(const struct bench *bench, const struct window *window, uint64_t n,
		   uint64_t timebase)
{
	uint64_t ticks = window->end - window->start;
	struct loris_bench result = {
		.iters = n,
		.ns = ticks / timebase * NS_PER_S + ticks % timebase * NS_PER_S / timebase,
		.satp_writes = window->after.satp_writes - window->before.satp_writes,
		.fences = window->after.fences - window->before.fences,
		.switches = window->after.switches - window->before.switches,
		.marker = bench->marker,
	};

	return sys_bench_report(&result);
}

/* Stays on the hart where it is, so that one hart's counters hold all there is to count. */
static int measure(const struct bench *bench, uint64_t n)
{
	static struct window window;
	struct loris_self self;
	const char *wrong;
	long err;

	if (sys_self(&self) < 0 || sys_thread_pin(self.hart) != self.hart) {
		puts("bench: cannot stay on one hart");
		return 1;
	}
	window.hart = self.hart;
	wrong = bench->run(&window, n);
	if (wrong) {
		printf("bench: %s: %s\n", bench->name, wrong);
		return 1;
	}
	err = report(bench, &window, n, self.timebase);
	if (err < 0)
		printf("bench: report: %s\n", err_name(err));
	return err < 0;
}

static int usage(void)
{
	printf("usage: bench ");
	for (size_t i = 0; i < BENCHES; i++)
		printf("%s%s", benches[i].name, i + 1 < BENCHES ? "|" : " [-n N]\n");
	return 2;
}

int main(int argc, char **argv)
{
	const struct bench *bench = benches;
	long n;

	while (argc > 1 && bench < benches + BENCHES && strcmp(argv[1], bench->name) != 0)
		bench++;
	if (argc < 2 || bench == benches + BENCHES)
		return usage();
	if (argc == 4 && bench->partner && strcmp(argv[2], "-child") == 0)
		return bench->partner(atol(argv[3]));
	n = argc == 4 && strcmp(argv[2], "-n") == 0 ? atol(argv[3]) : (long)bench->iters;
	if (n < 1 || (argc != 2 && argc != 4))
		return usage();
	return measure(bench, (uint64_t)n);
}
