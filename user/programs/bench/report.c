// SPDX-License-Identifier: MIT
#include "user/programs/bench/report.h"
#include <stdio.h>
#include <string.h>
#include "user/lib/rdtime.h"
#include "user/lib/sys.h"

#define NS_PER_S   1000000000ull
#define VALUE_SIZE 24
#define DECIMALS   1000

#define PROBE_LOOPS 50000
#define PROBE_TIMES 4
#define PROBE_SLACK 300 /* ns: what stands around the loop, and a tick of the clock */

static uint64_t to_ns(uint64_t ticks)
{
	struct loris_self self = {.timebase = 1};

	sys_self(&self);
	return ticks / self.timebase * NS_PER_S + ticks % self.timebase * NS_PER_S / self.timebase;
}

static void two_instructions_each(uint64_t loops)
{
	__asm__ volatile("1:\n"
			 "addi %0, %0, -1\n"
			 "bnez %0, 1b"
			 : "+r"(loops));
}

static bool probe(void)
{
	uint64_t start = rdtime(), ns;

	two_instructions_each(PROBE_LOOPS);
	ns = to_ns(rdtime() - start);
	return ns + PROBE_SLACK > 2 * PROBE_LOOPS && ns < 2 * PROBE_LOOPS + PROBE_SLACK;
}

/* QEMU with -icount shift=0 makes an instruction take a nanosecond. That a clock which runs freely fits
 * so well several times is hardly possible; an interrupt may spoil one. */
static bool counts_instructions(void)
{
	int fits = 0;

	for (int i = 0; i < PROBE_TIMES; i++)
		fits += probe();
	return fits >= PROBE_TIMES - 1;
}

struct result result_of(const struct window *window, uint64_t iters)
{
	const struct loris_stats *before = &window->before, *after = &window->after;

	return (struct result){
		.iters = iters,
		.ns = to_ns(window->end - window->start),
		.satp_writes = after->satp_writes - before->satp_writes,
		.fences = after->fences - before->fences,
		.switches = after->switches - before->switches,
		.exact = counts_instructions(),
	};
}

/* ---- as text ------------------------------------------------------------------------------------- */

/* total / iters, with three decimals unless it is whole. */
static const char *each(char out[VALUE_SIZE], uint64_t total, uint64_t iters)
{
	uint64_t parts = total % iters * DECIMALS + iters / 2;

	if (total % iters)
		snprintf(out, VALUE_SIZE, "%lu.%03lu", total / iters + parts / iters / DECIMALS,
			 parts / iters % DECIMALS);
	else
		snprintf(out, VALUE_SIZE, "%lu", total / iters);
	return out;
}

static const char *known(char out[VALUE_SIZE], unsigned value)
{
	snprintf(out, VALUE_SIZE, value == UNKNOWN ? "-" : "%u", value);
	return out;
}

void report_json(const struct bench *bench, const struct result *r, const char *policy)
{
	char ns[VALUE_SIZE], satp[VALUE_SIZE], fences[VALUE_SIZE], switches[VALUE_SIZE];

	each(ns, r->ns, r->iters);
	printf("{\"type\":\"bench\",\"name\":\"%s\",\"marker\":%u,\"policy\":\"%s\","
	       "\"iters\":%lu,\"ns\":%s,\"instructions\":%s,\"satp_writes\":%s,\"fences\":%s,"
	       "\"switches\":%s}\n",
	       bench->name, bench->marker, policy, r->iters, ns, r->exact ? ns : "null",
	       each(satp, r->satp_writes, r->iters), each(fences, r->fences, r->iters),
	       each(switches, r->switches, r->iters));
}

void report_head(const char *policy)
{
	if (strcmp(policy, "?") != 0) /* the shell's `bench` tells it */
		printf("policy %s; ", policy);
	printf("all values per iteration, seL4's and the limits in instructions\n");
	printf("%-13s %12s %10s %6s %6s %6s %7s %9s %9s\n", "", "instructions", "ns", "limit",
	       "satp", "fences", "seL4", "its satp", "its fences");
}

void report_row(const struct bench *bench, const struct result *r)
{
	char ns[VALUE_SIZE], limit[VALUE_SIZE], satp[VALUE_SIZE], fences[VALUE_SIZE];
	char sel4[VALUE_SIZE], sel4_satp[VALUE_SIZE];

	each(ns, r->ns, r->iters);
	snprintf(sel4_satp, sizeof(sel4_satp), bench->sel4 == UNKNOWN ? "-" : "%u",
		 bench->sel4_satp);
	printf("%-13s %12s %10s %6s %6s %6s %7s %9s %9s\n", bench->name, r->exact ? ns : "-", ns,
	       known(limit, bench->limit), each(satp, r->satp_writes, r->iters),
	       each(fences, r->fences, r->iters), known(sel4, bench->sel4), sel4_satp, sel4_satp);
}

/* ---- as a test ----------------------------------------------------------------------------------- */

static bool about(uint64_t total, uint64_t iters, uint64_t expected)
{
	return total >= expected * iters && total <= expected * iters + iters / 10;
}

bool report_fits(const struct result *r, const uint64_t expected[3])
{
	return about(r->satp_writes, r->iters, expected[0]) &&
	       about(r->fences, r->iters, expected[1]) && about(r->switches, r->iters, expected[2]);
}
