/* SPDX-License-Identifier: MIT */
/*
 * tlbstat: what finite TLBs would miss, of several sizes in one run. Per benchmark window, as
 * tools/plugin/count.c has them: between the HINTs `slti x0, x0, N` (N odd) and N + 1 on one hart.
 *
 *   {"type":"tlbstat","geometries":["..."],"total":{...},"windows":[{"marker":N,"count":N,
 *    "accesses":N,"loads":N,"fences":N,"tlbs":[{"l1":N,"walks":N,"reads":N},...]},...]}
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "tools/plugin/insn.h"
#include "tools/tlb/geometry.h"

#define GEOMETRIES_MAX 16
#define WINDOWS	       (MARKER_LAST / 2)

static struct geometry geometries[GEOMETRIES_MAX];
static unsigned int geometry_count;

struct tally {
	uint64_t accesses, loads, fences;
	struct missed missed[GEOMETRIES_MAX];
};

/* All windows of one pair of markers on one hart. */
struct window {
	bool open;
	uint64_t count, unmatched;
	struct tally at_begin, sum;
};

struct statistics {
	struct tally total;
	struct tlb *tlbs[GEOMETRIES_MAX];
	uint64_t last_page[2]; /* of data, of fetches: nothing moves when it is met again */
	struct window windows[WINDOWS];
};

/* ---- what happens ------------------------------------------------------------------------------------------ */

static void on_access(struct hart *hart, uint64_t va, uint64_t right, uint64_t pc)
{
	struct statistics *s = hart->statistics;
	bool fetch = right == PTE_X;

	(void)pc;
	s->total.accesses++;
	if (s->last_page[fetch] == va >> PAGE_SHIFT)
		return;
	s->last_page[fetch] = va >> PAGE_SHIFT;
	for (unsigned int i = 0; i < geometry_count; i++)
		tlb_access(s->tlbs[i], va, fetch, &hart->satp, &s->total.missed[i]);
}

static void forget_last_page(struct statistics *s)
{
	s->last_page[0] = s->last_page[1] = UINT64_MAX;
}

static void on_load(struct hart *hart, uint64_t satp, uint64_t pc)
{
	(void)pc;
	hart->satp = satp_decode(satp);
	hart->statistics->total.loads++;
	forget_last_page(hart->statistics);
}

static void on_fence(struct hart *hart, const struct fence *fence)
{
	hart->statistics->total.fences++;
	forget_last_page(hart->statistics);
	for (unsigned int i = 0; i < geometry_count; i++)
		tlb_fence(hart->statistics->tlbs[i], fence);
}

static void on_hint(struct hart *hart, unsigned int number, const uint64_t a[3], uint64_t pc)
{
	(void)hart;
	(void)number;
	(void)a;
	(void)pc;
}

/* ---- windows ------------------------------------------------------------------------------------------------- */

_Static_assert(sizeof(struct tally) % sizeof(uint64_t) == 0, "all of it are counters");

/* sum += now - before; before may be NULL. */
static void add(struct tally *sum, const struct tally *now, const struct tally *before)
{
	uint64_t *to = (uint64_t *)sum;
	const uint64_t *plus = (const uint64_t *)now, *minus = (const uint64_t *)before;

	for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += plus[i] - (minus ? minus[i] : 0);
}

static void on_marker(struct hart *hart, unsigned int number)
{
	struct statistics *s = hart->statistics;
	struct window *w = &s->windows[(number - 1) / 2];

	if (number % 2) {
		w->unmatched += w->open;
		w->open = true;
		w->at_begin = s->total;
	} else if (w->open) {
		w->open = false;
		w->count++;
		add(&w->sum, &s->total, &w->at_begin);
	} else {
		w->unmatched++;
	}
}

/* ---- start and end ------------------------------------------------------------------------------------------- */

static bool parse_geometries(void)
{
	const char *text = machine.geometries ? machine.geometries : "l1=32:l2=512x4:pointers=8";

	if (geometry_count)
		return true; /* another hart's start did it */
	for (;; text++) {
		if (geometry_count == GEOMETRIES_MAX)
			return false;
		text = geometry_parse(text, &geometries[geometry_count]);
		if (!text)
			return false;
		geometry_count++;
		if (!*text)
			return true;
	}
}

static bool start(struct hart *hart)
{
	struct statistics *s = calloc(1, sizeof(*s));

	if (!s || !parse_geometries())
		return false;
	hart->statistics = s;
	forget_last_page(s);
	for (unsigned int i = 0; i < geometry_count; i++) {
		s->tlbs[i] = tlb_create(&geometries[i]);
		if (!s->tlbs[i])
			return false;
	}
	return true;
}

static void print_tally(FILE *out, const struct tally *t)
{
	fprintf(out,
		"\"accesses\":%" PRIu64 ",\"loads\":%" PRIu64 ",\"fences\":%" PRIu64 ",\"tlbs\":[",
		t->accesses, t->loads, t->fences);
	for (unsigned int i = 0; i < geometry_count; i++)
		fprintf(out, "%s{\"l1\":%" PRIu64 ",\"walks\":%" PRIu64 ",\"reads\":%" PRIu64 "}",
			i ? "," : "", t->missed[i].l1, t->missed[i].walks, t->missed[i].reads);
	fputc(']', out);
}

static bool print_window(FILE *out, unsigned int index, const char *comma)
{
	struct window sum = {0};

	for_each_hart(h) {
		const struct window *w = &h->statistics->windows[index];

		sum.count += w->count;
		sum.unmatched += w->unmatched + w->open;
		add(&sum.sum, &w->sum, NULL);
	}
	if (!sum.count && !sum.unmatched)
		return false;
	fprintf(out, "%s{\"marker\":%u,\"count\":%" PRIu64 ",\"unmatched\":%" PRIu64 ",", comma,
		2 * index + 1, sum.count, sum.unmatched);
	print_tally(out, &sum.sum);
	fputc('}', out);
	return true;
}

static void finish(FILE *out)
{
	struct tally total = {0};
	const char *comma = "";

	fputs("{\"type\":\"tlbstat\",\"geometries\":[", out);
	for (unsigned int i = 0; i < geometry_count; i++)
		fprintf(out, "%s\"%s\"", i ? "," : "", geometries[i].name);
	fputs("],\"total\":{", out);
	for_each_hart(h)
		add(&total, &h->statistics->total, NULL);
	print_tally(out, &total);
	fputs("},\"windows\":[", out);
	for (unsigned int i = 0; i < WINDOWS; i++)
		if (print_window(out, i, comma))
			comma = ",";
	fputs("]}\n", out);
}

const struct model stat_model = {
	.start = start,
	.access = on_access,
	.load = on_load,
	.fence = on_fence,
	.marker = on_marker,
	.told = on_hint,
	.finish = finish,
};
