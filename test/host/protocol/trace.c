/* SPDX-License-Identifier: MIT */
/* The last events, kept as numbers and told in words only when something is wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <sanitizer/common_interface_defs.h>
#include "test/host/protocol/model.h"

enum { EVENTS = 64 };

static struct event {
	const char *what;
	const volatile void *at;
	uint64_t value, now;
	unsigned hart;
} events[EVENTS];
static uint64_t count;
static char origin[160];

void trace_origin(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(origin, sizeof(origin), fmt, args);
	va_end(args);
}

void trace_reset(void)
{
	count = 0;
}

void note(const char *what, const volatile void *at, uint64_t value)
{
	events[count++ % EVENTS] = (struct event){what, at, value, model.now, model.self};
}

/* ---- names ---------------------------------------------------------------------------------------------- */

#define FIELD(type, name)                                                            \
	{                                                                            \
#name, offsetof(struct type, name), sizeof(((struct type *)0)->name) \
	}

struct field {
	const char *name;
	size_t offset, size;
};

static const struct field hart_fields[] = {
	FIELD(hart, current),	   FIELD(hart, active_mm), FIELD(hart, loading_mm),
	FIELD(hart, user_mm),	   FIELD(hart, rq),	   FIELD(hart, call_from),
	FIELD(hart, call_pending), FIELD(hart, call),	   FIELD(hart, interrupted)};
static const struct field mm_fields[] = {
	FIELD(mm, asid),     FIELD(mm, users),	 FIELD(mm, refs), FIELD(mm, tlb_gen),
	FIELD(mm, code_gen), FIELD(mm, changes), FIELD(mm, lock)};

static const char *field_name(const struct field *f, size_t n, size_t offset)
{
	for (; n; n--, f++)
		if (offset >= f->offset && offset < f->offset + f->size)
			return f->name;
	return "?";
}

static const struct mm *mm_around(uintptr_t at)
{
	if (at >= (uintptr_t)kernel_mm && at < (uintptr_t)(kernel_mm + 1))
		return kernel_mm;
	for (struct space *s = spaces; s < spaces + SPACES_MAX; s++)
		if (s->mm && at >= (uintptr_t)s->mm && at < (uintptr_t)(s->mm + 1))
			return s->mm;
	return NULL;
}

static void print_mm(const struct mm *mm)
{
	const struct space *s = space_of(mm);

	if (s)
		fprintf(stderr, "space%d", (int)(s - spaces));
	else
		fprintf(stderr, "kernel_mm");
}

static void print_place(const volatile void *p)
{
	uintptr_t at = (uintptr_t)p, first = (uintptr_t)harts;
	const struct mm *mm = mm_around(at);

	if (at >= first && at < (uintptr_t)(harts + MODEL_HARTS_MAX)) {
		fprintf(stderr, " hart%zu.%s", (at - first) / sizeof(struct hart),
			field_name(hart_fields, sizeof(hart_fields) / sizeof(*hart_fields),
				   (at - first) % sizeof(struct hart)));
	} else if (mm) {
		fputc(' ', stderr);
		print_mm(mm);
		fprintf(stderr, ".%s",
			field_name(mm_fields, sizeof(mm_fields) / sizeof(*mm_fields),
				   at - (uintptr_t)mm));
	} else if (p) {
		fprintf(stderr, " %p", (const void *)(uintptr_t)p);
	}
}

static void print_event(const struct event *e)
{
	const struct mm *mm = mm_around(e->value);

	fprintf(stderr, "%9llu hart %u  %s", (unsigned long long)e->now, e->hart, e->what);
	print_place(e->at);
	fputc(' ', stderr);
	if (mm && (uintptr_t)mm == e->value)
		print_mm(mm);
	else
		fprintf(stderr, "%#llx", (unsigned long long)e->value);
	fputc('\n', stderr);
}

void trace_dump(void)
{
	uint64_t first = count > EVENTS ? count - EVENTS : 0;

	for (uint64_t i = first; i < count; i++)
		print_event(&events[i % EVENTS]);
	fprintf(stderr, "%s\n", origin);
}

void fail(const char *fmt, ...)
{
	va_list args;

	trace_dump();
	fprintf(stderr, "FAILED: hart %u: ", model.self);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	__sanitizer_set_death_callback(NULL);
	abort();
}
