/* SPDX-License-Identifier: MIT */
/*
 * `ps`. The lists it walks are locked with irqs off, and printing is slow, so rows are
 * copied a few at a time: each pass goes on behind the last row of the one before. What begins or
 * ends meanwhile may or may not be shown.
 */
#include "kernel/shell/shell.h"
#include "kernel/kthread.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "lib/format.h"
#include "lib/string.h"

#define ROWS	  16
#define NAME_SIZE 16

struct thread_row {
	int pid, tid; /* pid 0: a kthread */
	char name[NAME_SIZE];
	const char *state;
	unsigned priority, hart;
	uint64_t mm; /* that it runs in or borrows; 0: none */
	bool lazy;
	uint64_t switches, ms;
};

static struct thread_row rows[ROWS];

/* Where a pass begins and what it found. */
struct pass {
	int pid, tid;  /* user threads: behind this one */
	unsigned skip; /* kthreads: so many */
	unsigned count;
};

static void copy_name(char to[NAME_SIZE], const char *name)
{
	size_t len = strnlen(name, NAME_SIZE - 1);

	memcpy(to, name, len);
	to[len] = '\0';
}

static const char *state_of(const struct thread *t)
{
	switch (t->state) {
	case THREAD_READY:
		return "ready";
	case THREAD_RUNNING:
		return "running";
	case THREAD_NEW:
		return "new";
	case THREAD_DEAD:
		return "dead";
	default:
		return heap_linked(&t->timer.node) ? "sleeps" : "waits";
	}
}

/* The space that t borrows: what its hart has loaded, if t is a kthread and runs. Looked at twice,
 * as nothing keeps another hart's space from being freed while we read its id. 0: none. */
static uint64_t borrowed(const struct thread *t, const struct hart *h)
{
	const struct mm *mm = load_once(&h->active_mm);
	uint64_t id = load_once(&mm->id);

	fence_acquire();
	return load_once(&h->current) == t && load_once(&h->active_mm) == mm ? id : 0;
}

static void fill(struct thread_row *row, const struct thread *t)
{
	const struct hart *h = load_once(&t->hart);
	uint64_t ticks = t->cpu_ticks;

	if (load_once(&h->current) == t)
		ticks += time_now() - load_once(&h->switched_at);
	row->state = state_of(t);
	row->priority = t->priority;
	row->hart = h->index;
	/* A buried thread's space may be gone; its process, which is locked, keeps the others'. */
	if (!t->stack)
		row->mm = t->buried ? 0 : t->mm->id;
	else
		row->mm = borrowed(t, h);
	row->lazy = t->stack && row->mm;
	row->switches = t->switches;
	row->ms = ticks_to_ns(ticks) / 1000000;
}

static void collect_kthread(struct thread *t, void *arg)
{
	struct pass *pass = arg;
	struct thread_row *row = &rows[pass->count];

	if (pass->skip) {
		pass->skip--;
		return;
	}
	if (pass->count == ROWS)
		return;
	fill(row, t);
	row->pid = row->tid = 0;
	copy_name(row->name, t->name);
	pass->count++;
}

static void collect_process(struct process *p, void *arg)
{
	struct pass *pass = arg;
	struct thread *t;

	if (p->pid < pass->pid)
		return;
	spin_lock(&p->lock);
	list_for_each(t, &p->threads, sibling) {
		if (pass->count == ROWS)
			break;
		if (p->pid == pass->pid && t->tid <= pass->tid)
			continue;
		fill(&rows[pass->count], t);
		rows[pass->count].pid = p->pid;
		rows[pass->count].tid = t->tid;
		copy_name(rows[pass->count++].name, p->name);
	}
	spin_unlock(&p->lock);
}

static void print_thread(const struct thread_row *r)
{
	char space[32] = "-";

	if (r->mm)
		fmt_snprint(space, sizeof(space), "%lu%s", r->mm, r->lazy ? " lazy" : "");
	if (r->pid)
		console_printf("%5d/%-3d", r->pid, r->tid);
	else
		console_printf("  kthread");
	console_printf(" %-15s %-8s %4u %5u %-10s %9lu %8lu\n", r->name, r->state, r->priority,
		       r->hart, space, r->switches, r->ms);
}

static void print_kthreads(void)
{
	unsigned shown = 0;

	for (;;) {
		struct pass pass = {.skip = shown};

		kthread_for_each(collect_kthread, &pass);
		for (unsigned i = 0; i < pass.count; i++)
			print_thread(&rows[i]);
		shown += pass.count;
		if (pass.count < ROWS)
			return;
	}
}

static void print_user_threads(void)
{
	struct pass pass = {0};

	do {
		pass.count = 0;
		process_for_each(collect_process, &pass);
		for (unsigned i = 0; i < pass.count; i++)
			print_thread(&rows[i]);
		if (pass.count) {
			pass.pid = rows[pass.count - 1].pid;
			pass.tid = rows[pass.count - 1].tid;
		}
	} while (pass.count == ROWS);
}

int cmd_ps(int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return SHELL_USAGE;
	console_printf(
		"  pid/tid name            state    prio  hart space       switches   cpu ms\n");
	print_kthreads();
	print_user_threads();
	return SHELL_OK;
}
