/* SPDX-License-Identifier: MIT */
/* `sw`: the switch counters, as a table or as one line of JSON. */
#include "kernel/shell/shell.h"
#include "kernel/page.h"
#include "kernel/printk.h"
#include "kernel/stats.h"
#include "lib/format.h"
#include "lib/string.h"

#define HARTS_SHOWN 8
#define JSON_BYTES  2400 /* more than one hart's counters or the rest of the line can take */

static uint64_t value(const struct loris_stats *s, size_t i)
{
	return ((const uint64_t *)s)[i];
}

/* What is shown: `s`, less what it was at the start of a command. */
struct view {
	struct stats_snapshot *s;
	struct loris_stats total;
	const char *broken; /* an identity, or NULL */
	unsigned broken_hart;
};

static void look(struct view *v, const struct stats_snapshot *before)
{
	stats_take(v->s);
	v->broken = stats_check(v->s, &v->broken_hart);
	for (unsigned i = 0; before && i < v->s->harts; i++)
		stats_subtract(&v->s->hart[i].now, &before->hart[i].now);
	stats_sum(v->s, &v->total);
}

/* ---- table ----------------------------------------------------------------------------------- */

static void print_row(const struct view *v, size_t i, unsigned shown)
{
	console_printf("  %-22s %12lu", counters[i].name, value(&v->total, i));
	for (unsigned h = 0; h < shown; h++)
		console_printf(" %12lu", value(&v->s->hart[h].now, i));
	console_printf("\n");
}

static void print_table(const struct view *v)
{
	unsigned shown = v->s->harts > HARTS_SHOWN ? 0 : v->s->harts;
	char text[POLICY_TEXT_MAX];
	const char *group = "";

	policy_format(&v->s->policy, text);
	console_printf("policy: %s\n%24s %12s", text, "", "total");
	for (unsigned h = 0; h < shown; h++)
		console_printf("     hart %3u", h);
	console_printf("\n");
	for (size_t i = 0; i < LORIS_COUNTER_COUNT; i++) {
		if (strcmp(group, counters[i].group) != 0)
			console_printf("%s\n", counters[i].group);
		group = counters[i].group;
		print_row(v, i, shown);
	}
	if (!shown)
		console_printf("(%u harts; 'sw -j' shows each)\n", v->s->harts);
	if (!v->broken)
		console_printf("identities: ok\n");
	else if (v->broken_hart < v->s->harts)
		console_printf("identities: broken: %s on hart %u\n", v->broken, v->broken_hart);
	else
		console_printf("identities: broken: %s\n", v->broken);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

struct text {
	char *at, *end;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *fmt, ...)
{
	size_t room = (size_t)(t->end - t->at);
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = fmt_vsnprint(t->at, room, fmt, ap);
	va_end(ap);
	t->at += (size_t)len < room ? (size_t)len : room - 1;
}

static void add_counters(struct text *t, const struct loris_stats *s)
{
	for (size_t i = 0; i < LORIS_COUNTER_COUNT; i++)
		add(t, "%s\"%s\":%lu", i ? "," : "", counters[i].name, value(s, i));
}

static void add_policy(struct text *t, const struct policy *p)
{
	const char *comma = "";

#define ADD_POLICY(f)                           \
	add(t, "%s\"" #f "\":%d", comma, p->f); \
	comma = ",";
	POLICY_LIST(ADD_POLICY)
#undef ADD_POLICY
}

static void add_view(struct text *t, const struct view *v)
{
	add(t, "{\"type\":\"sw\",\"policy\":{");
	add_policy(t, &v->s->policy);
	add(t, "},\"identities\":\"%s", v->broken ? v->broken : "ok");
	if (v->broken && v->broken_hart < v->s->harts)
		add(t, " on hart %u", v->broken_hart);
	add(t, "\",\"total\":{");
	add_counters(t, &v->total);
	add(t, "},\"harts\":[");
	for (unsigned h = 0; h < v->s->harts; h++) {
		add(t, "%s{\"hart\":%u,", h ? "," : "", h);
		add_counters(t, &v->s->hart[h].now);
		add(t, "}");
	}
	add(t, "]}\n");
}

/* Written in one piece: a program's output must not come in between. */
static int print_json(const struct view *v)
{
	size_t size = (v->s->harts + 2) * JSON_BYTES;
	struct text t;
	unsigned order = page_order(size);
	pa_t pa = page_alloc_order(order);

	if (!pa) {
		console_printf("sw: not enough memory\n");
		return SHELL_FAILED;
	}
	t.at = direct(pa);
	t.end = t.at + size;
	add_view(&t, v);
	console_write(direct(pa), (size_t)(t.at - (char *)direct(pa)));
	page_free_order(pa, order);
	return SHELL_OK;
}

/* ---- the command ----------------------------------------------------------------------------- */

/* Takes the snapshots, around the command if there is one, and prints. */
static int show(bool json, int argc, char **argv, struct stats_snapshot *before,
		struct stats_snapshot *after)
{
	static struct view v; /* too large for the stack */
	int result = SHELL_OK;

	if (argc) {
		stats_take(before);
		result = shell_run(argc, argv);
	}
	v.s = after; /* only now: the command may have been `sw` */
	look(&v, argc ? before : NULL);
	if (!json)
		print_table(&v);
	else if (print_json(&v) != SHELL_OK)
		result = SHELL_FAILED;
	return v.broken ? SHELL_FAILED : result;
}

int cmd_sw(int argc, char **argv)
{
	static bool inside; /* `sw -d sw -d ...` would have no end of stack */
	struct stats_snapshot *before, *after;
	bool json = argc > 1 && strcmp(argv[1], "-j") == 0, diff;
	int at = 1 + json, result = SHELL_FAILED;

	diff = at < argc && strcmp(argv[at], "-d") == 0;
	at += diff;
	if (diff ? at == argc || inside : at != argc)
		return SHELL_USAGE;
	before = diff ? stats_new() : NULL;
	after = stats_new();
	inside = diff;
	if (after && (before || !diff))
		result = show(json, argc - at, argv + at, before, after);
	else
		console_printf("sw: not enough memory\n");
	inside = false;
	stats_free(before);
	stats_free(after);
	/* A usage line for the command has been printed; ours would be wrong. */
	return result == SHELL_USAGE ? SHELL_FAILED : result;
}
