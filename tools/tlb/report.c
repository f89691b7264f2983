/* SPDX-License-Identifier: MIT */
/*
 * What tlbcheck found: a line of JSON for each error, the first few of each kind only, and at the end one
 * for the run, with what was looked at: a run that checked nothing must not pass for one without errors.
 *
 *   {"type":"error","error":"stale-flushed","what":"...","hart":N,"pc":"0x..","va":"0x..","access":"store",
 *    "satp":"0x..","asid":N,"space":N,"kept":{...} or null,"memory":"0x.."}
 *   {"type":"tlbcheck","reports":N,"errors":{"stale-flushed":N,...},"accesses":N,"checks":N,...}
 */
#include <inttypes.h>
#include <string.h>
#include "tools/tlb/checker.h"

#define EACH_MAX 8

#define ERROR_STRINGS(id, name, text) {name, text},
static const struct {
	const char *name, *text;
} errors[] = {ERRORS(ERROR_STRINGS)};
#undef ERROR_STRINGS

static uint64_t found[ERROR_COUNT];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of found and of the file */

static const char *access_name(uint64_t right)
{
	switch (right) {
	case PTE_R:
		return "load";
	case PTE_W:
		return "store";
	case PTE_X:
		return "fetch";
	default:
		return "none";
	}
}

static void print_entry(FILE *out, const struct entry *e)
{
	if (!e) {
		fputs(",\"kept\":null", out);
		return;
	}
	fprintf(out,
		",\"kept\":{\"kind\":\"%s\",\"level\":%u,\"base\":\"0x%" PRIx64
		"\",\"pte\":\"0x%" PRIx64 "\",\"asid\":%u,\"space\":%" PRIu64 ",\"flush\":%" PRIu64
		"}",
		e->leaf ? "leaf" : "pointer", e->level, e->base, e->pte, e->asid, e->space,
		e->owed);
}

static void print(FILE *out, enum error error, const struct access *a, const struct entry *e,
		  uint64_t now)
{
	const struct satp *satp = &a->hart->satp;

	fprintf(out, "{\"type\":\"error\",\"error\":\"%s\",\"what\":\"%s\"", errors[error].name,
		errors[error].text);
	fprintf(out,
		",\"hart\":%u,\"pc\":\"0x%" PRIx64 "\",\"va\":\"0x%" PRIx64 "\",\"access\":\"%s\"",
		a->hart->index, a->pc, a->va, access_name(a->right));
	fprintf(out, ",\"satp\":\"0x%" PRIx64 "\",\"asid\":%u,\"space\":%" PRIu64, satp->value,
		satp->asid, satp->space);
	print_entry(out, e);
	fprintf(out, ",\"memory\":\"0x%" PRIx64 "\"}\n", now);
	fflush(out);
}

void report(enum error error, const struct access *a, const struct entry *e, uint64_t now)
{
	pthread_mutex_lock(&lock);
	if (found[error]++ < EACH_MAX)
		print(machine.out, error, a, e, now);
	pthread_mutex_unlock(&lock);
}

/* ---- the summary ---------------------------------------------------------------------------------------- */

static struct tally sum_up(void)
{
	struct tally sum = {0};

	for_each_hart(h) {
		uint64_t *to = (uint64_t *)&sum;
		const uint64_t *from = (const uint64_t *)&h->checker->tally;

		for (size_t i = 0; i < sizeof(sum) / sizeof(*to); i++)
			to[i] += from[i];
	}
	return sum;
}

static void print_errors(FILE *out)
{
	uint64_t all = 0;
	const char *comma = "";

	for (int i = 0; i < ERROR_COUNT; i++)
		all += found[i];
	fprintf(out, "{\"type\":\"tlbcheck\",\"reports\":%" PRIu64 ",\"errors\":{", all);
	for (int i = 0; i < ERROR_COUNT; i++) {
		if (!found[i])
			continue;
		fprintf(out, "%s\"%s\":%" PRIu64, comma, errors[i].name, found[i]);
		comma = ",";
	}
	fputc('}', out);
}

static void print_number(FILE *out, const char *name, uint64_t value)
{
	fprintf(out, ",\"%s\":%" PRIu64, name, value);
}

void report_summary(FILE *out)
{
	struct tally sum = sum_up();

	print_errors(out);
	print_number(out, "accesses", sum.accesses);
	print_number(out, "checks", sum.checks);
	print_number(out, "fills", sum.fills);
	print_number(out, "pending", sum.pending);
	print_number(out, "spurious", sum.spurious);
	print_number(out, "loads", sum.loads);
	print_number(out, "roots", sum.roots);
	print_number(out, "hints", sum.hints);
	print_number(out, "fences_all", sum.fences[0][0]);
	print_number(out, "fences_va", sum.fences[0][1]);
	print_number(out, "fences_asid", sum.fences[1][0]);
	print_number(out, "fences_va_asid", sum.fences[1][1]);
	fputs("}\n", out);
}
