// SPDX-License-Identifier: MIT
/*
 * The result of count.c as one JSON object:
 *
 *   {"type":"count","api":1,"harts":1,
 *    "instructions":{"kernel":N,"user":N,"bare":N} or null,
 *    "satp":{...likewise}, "sfence":{...}, "sinval":{...}, "fence_i":{...}, "atomic":{...},
 *    "satp_sites":[{"pc":"0x...","area":"kernel","count":N}, ...],
 *    "windows":[{"marker":N,"count":N,"unmatched":N,"instructions":...,"satp":{...}, ...}, ...]}
 *
 * A window's numbers are sums over all its rounds; windows that never ran are left out.
 */
#include <inttypes.h>
#include "count.h"

static const char *const area_names[AREAS] = {"kernel", "user", "bare"};
static const char *const kind_names[KINDS] = {"satp", "sfence", "sinval", "fence_i", "atomic"};

static void add(struct tally *sum, const struct tally *more)
{
	for (int area = 0; area < AREAS; area++) {
		sum->insns[area] += more->insns[area];
		for (int kind = 0; kind < KINDS; kind++)
			sum->events[kind][area] += more->events[kind][area];
	}
}

static void print_areas(FILE *out, const char *name, const uint64_t counts[AREAS])
{
	fprintf(out, ",\"%s\":{", name);
	for (int area = 0; area < AREAS; area++)
		fprintf(out, "%s\"%s\":%" PRIu64, area ? "," : "", area_names[area], counts[area]);
	fputc('}', out);
}

static void print_tally(const struct machine *machine, const struct tally *tally)
{
	if (machine->insns_exact)
		print_areas(machine->out, "instructions", tally->insns);
	else
		fputs(",\"instructions\":null", machine->out);
	for (int kind = 0; kind < KINDS; kind++)
		print_areas(machine->out, kind_names[kind], tally->events[kind]);
}

static void print_totals(const struct machine *machine)
{
	struct tally sum = {0};

	for (unsigned int i = 0; i < machine->hart_count; i++)
		add(&sum, &machine->harts[i].total);
	print_tally(machine, &sum);
}

static void print_satp_sites(const struct machine *machine)
{
	const char *comma = "";

	fputs(",\"satp_sites\":[", machine->out);
	for (const struct site *site = machine->sites; site; site = site->next) {
		if (site->kind != SATP || !site->count)
			continue;
		fprintf(machine->out,
			"%s{\"pc\":\"0x%" PRIx64 "\",\"area\":\"%s\",\"count\":%" PRIu64 "}", comma,
			site->pc, area_names[site->area], site->count);
		comma = ",";
	}
	fputc(']', machine->out);
}

/* Returns whether there was one to print. */
static bool print_window(const struct machine *machine, unsigned int index, const char *comma)
{
	struct window sum = {0};

	for (unsigned int i = 0; i < machine->hart_count; i++) {
		const struct window *window = &machine->harts[i].windows[index];

		sum.count += window->count;
		sum.unmatched += window->unmatched + window->open;
		add(&sum.sum, &window->sum);
	}
	if (!sum.count && !sum.unmatched)
		return false;
	fprintf(machine->out, "%s{\"marker\":%u,\"count\":%" PRIu64 ",\"unmatched\":%" PRIu64,
		comma, 2 * index + 1, sum.count, sum.unmatched);
	print_tally(machine, &sum.sum);
	fputc('}', machine->out);
	return true;
}

void report(const struct machine *machine)
{
	const char *comma = "";

	fprintf(machine->out, "{\"type\":\"count\",\"api\":%d,\"harts\":%u", QEMU_PLUGIN_API,
		machine->hart_count);
	print_totals(machine);
	print_satp_sites(machine);
	fputs(",\"windows\":[", machine->out);
	for (unsigned int i = 0; i < WINDOWS; i++)
		if (print_window(machine, i, comma))
			comma = ",";
	fputs("]}\n", machine->out);
	fclose(machine->out);
}
