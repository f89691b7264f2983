/* SPDX-License-Identifier: MIT */
/*
 * `bench`: the program of that name measures itself and leaves its result with the kernel; here it
 * is started, under one policy or under several, and shown.
 */
#include "kernel/shell/shell.h"
#include "kernel/console.h"
#include "kernel/printk.h"
#include "lib/format.h"
#include "lib/string.h"

#define PROGRAM	    "bench"
#define VALUE_SIZE  24
#define ITERS	    1000
#define ITERS_SPAWN 100
#define ITERS_MAX   1000000000
#define DECIMALS    1000

static const char *const names[] = {
	"null", "kthread_same", "kthread_other", "yield_threads", "yield_procs", "spawn", "map"};
static const char *const policies[] = {"flush", "lazy", "asid", "lazy,asid", "lazy,asid,global"};

#define NAMES	 (sizeof(names) / sizeof(*names))
#define POLICIES (sizeof(policies) / sizeof(*policies))

struct options {
	const char *name; /* NULL: each once; "all": each under each policy */
	uint64_t iters;	  /* 0: what is usual */
	bool json;
};

/* ---- one ------------------------------------------------------------------------------------- */

int bench_run(const char *name, uint64_t n, struct loris_bench *out)
{
	char block[64];
	size_t len = sizeof(PROGRAM);

	memcpy(block, PROGRAM, len);
	len += (size_t)fmt_snprint(block + len, sizeof(block) - len, "%s", name) + 1;
	len += (size_t)fmt_snprint(block + len, sizeof(block) - len, "-n") + 1;
	len += (size_t)fmt_snprint(block + len, sizeof(block) - len, "%lu", n) + 1;
	if (job_run(block, len, out) != SHELL_OK)
		return SHELL_FAILED;
	if (out->iters)
		return SHELL_OK;
	console_printf("bench: %s reported nothing\n", name);
	return SHELL_FAILED;
}

/* total / iters, with three decimals unless it is whole. */
static const char *per_iteration(char out[VALUE_SIZE], uint64_t total, uint64_t iters)
{
	uint64_t whole = total / iters, rest = total % iters;
	uint64_t part = (rest * DECIMALS + iters / 2) / iters;

	if (!rest)
		fmt_snprint(out, VALUE_SIZE, "%lu", whole);
	else
		fmt_snprint(out, VALUE_SIZE, "%lu.%03lu", whole + part / DECIMALS, part % DECIMALS);
	return out;
}

static void print_result(const char *name, const struct loris_bench *b, bool json)
{
	char ns[VALUE_SIZE], satp[VALUE_SIZE], fences[VALUE_SIZE], switches[VALUE_SIZE];
	char text[POLICY_TEXT_MAX];

	policy_format(&policy, text);
	per_iteration(ns, b->ns, b->iters);
	per_iteration(satp, b->satp_writes, b->iters);
	per_iteration(fences, b->fences, b->iters);
	per_iteration(switches, b->switches, b->iters);
	if (json)
		console_printf(
			"{\"type\":\"bench\",\"name\":\"%s\",\"marker\":%u,\"policy\":\"%s\","
			"\"iters\":%lu,\"ns\":%s,\"satp_writes\":%s,\"fences\":%s,"
			"\"switches\":%s}\n",
			name, b->marker, text, b->iters, ns, satp, fences, switches);
	else
		console_printf("%-13s %-16s %8lu iterations: %s ns, %s satp writes, %s fences, "
			       "%s switches each\n",
			       name, text, b->iters, ns, satp, fences, switches);
}

static int run_and_print(const char *name, const struct options *o, struct loris_bench *out)
{
	uint64_t iters = strcmp(name, "spawn") == 0 ? ITERS_SPAWN : ITERS;

	if (bench_run(name, o->iters ? o->iters : iters, out) != SHELL_OK)
		return SHELL_FAILED;
	if (out->iters && !(o->name && strcmp(o->name, "all") == 0 && !o->json))
		print_result(name, out, o->json);
	return SHELL_OK;
}

/* ---- several --------------------------------------------------------------------------------- */

static int run_each(const struct options *o, struct loris_bench results[NAMES])
{
	int result = SHELL_OK;

	for (size_t i = 0; i < NAMES && !console_interrupted; i++)
		if (run_and_print(names[i], o, &results[i]) != SHELL_OK)
			result = SHELL_FAILED;
	return console_interrupted ? SHELL_FAILED : result;
}

static void print_cell(const struct loris_bench *b)
{
	char ns[VALUE_SIZE], satp[VALUE_SIZE], fences[VALUE_SIZE], cell[3 * VALUE_SIZE];

	if (b->iters)
		fmt_snprint(cell, sizeof(cell), "%s / %s / %s",
			    per_iteration(satp, b->satp_writes, b->iters),
			    per_iteration(fences, b->fences, b->iters),
			    per_iteration(ns, b->ns / b->iters, 1));
	console_printf(" %22s", b->iters ? cell : "-");
}

static void print_comparison(struct loris_bench results[POLICIES][NAMES])
{
	console_printf("per iteration: satp writes / fences / ns\n%-13s", "");
	for (size_t p = 0; p < POLICIES; p++)
		console_printf(" %22s", policies[p]);
	for (size_t i = 0; i < NAMES; i++) {
		console_printf("\n%-13s", names[i]);
		for (size_t p = 0; p < POLICIES; p++)
			print_cell(&results[p][i]);
	}
	console_printf("\n");
}

static int run_all(const struct options *o)
{
	static struct loris_bench results[POLICIES][NAMES];
	const struct policy before = policy;
	int result = SHELL_OK;

	memset(results, 0, sizeof(results));
	for (size_t p = 0; p < POLICIES && !console_interrupted; p++)
		if (policy_choose(policies[p]) != OK || run_each(o, results[p]) != SHELL_OK)
			result = SHELL_FAILED;
	policy_set(&before);
	if (!o->json)
		print_comparison(results);
	return result;
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool is_name(const char *word)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strcmp(word, names[i]) == 0)
			return true;
	return strcmp(word, "all") == 0;
}

static bool parse(int argc, char **argv, struct options *o)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-j") == 0)
			o->json = true;
		else if (strcmp(argv[i], "-n") == 0 && i + 1 < argc) {
			if (!str_parse_u64(argv[++i], &o->iters) || !o->iters ||
			    o->iters > ITERS_MAX)
				return false;
		} else if (!o->name && is_name(argv[i]))
			o->name = argv[i];
		else
			return false;
	}
	return true;
}

static void print_names(void)
{
	console_printf("benchmarks:");
	for (size_t i = 0; i < NAMES; i++)
		console_printf(" %s", names[i]);
	console_printf("\n");
}

int cmd_bench(int argc, char **argv)
{
	static struct loris_bench results[NAMES];
	struct options o = {0};

	if (!parse(argc, argv, &o)) {
		print_names();
		return SHELL_USAGE;
	}
	console_interrupted = false;
	if (!o.name)
		return run_each(&o, results);
	if (strcmp(o.name, "all") == 0)
		return run_all(&o);
	return run_and_print(o.name, &o, results);
}
