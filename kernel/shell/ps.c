/* SPDX-License-Identifier: MIT */
/*
 * `ps`. The lists it walks are locked with irqs off, and printing is slow, so rows are
 * copied a few at a time: each pass goes on behind the last row of the one before. What begins or
 * ends meanwhile may or may not be shown.
 */
#include "kernel/shell/shell.h"
#include "kernel/endpoint.h"
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
	char awaits[NAME_SIZE]; /* whose answer, or recv */
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

static const char *wait_of(const struct thread *t)
{
	static const char *const names[] = {
		[WAIT_RECV] = "recv",	[WAIT_SEND] = "send", [WAIT_CALL] = "call",
		[WAIT_REPLY] = "reply", [WAIT_BITS] = "bits",
	};
	enum wait kind = WAIT_KIND(load_once(&t->wait));

	if (t->fault.waits)
		return "fault";
	if (kind != WAIT_NONE)
		return names[kind];
	if (!t->stack && load_once(&t->waiting_on))
		return "join";
	return heap_linked(&t->timer.node) ? "sleeps" : "waits";
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
		return wait_of(t);
	}
}

/* Who is to answer t, or receives where it calls; NULL: nobody, now. Nothing found is freed while irqs are off,
 * and whoever has a caller, or holds an endpoint, is alive. */
static const struct thread *awaits(const struct thread *t)
{
	enum wait kind = WAIT_KIND(load_once(&t->wait));
	const struct reply_slot *slot;
	const struct endpoint *ep;

	fence_acquire(); /* how it waits, then where */
	slot = load_once(&t->asked);
	ep = load_once(&t->wait_on);
	if (kind == WAIT_REPLY && slot && load_once(&slot->caller) == t)
		return slot->server;
	return (kind == WAIT_CALL || kind == WAIT_SEND) && ep ? load_once(&ep->holder) : NULL;
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

static void fill_awaits(struct thread_row *row, const struct thread *t)
{
	const struct thread *other = awaits(t);

	row->awaits[0] = '\0';
	if (other && other->process)
		fmt_snprint(row->awaits, NAME_SIZE, "%d/%d", other->process->pid, other->tid);
	else if (other)
		copy_name(row->awaits, other->name);
}

static void fill(struct thread_row *row, const struct thread *t)
{
	const struct hart *h = load_once(&t->hart);
	uint64_t ticks = t->cpu_ticks, since = load_once(&h->switched_at), now = time_now();

	/* That hart may have read its clock since we read ours. */
	if (load_once(&h->current) == t && now > since)
		ticks += now - since;
	row->state = state_of(t);
	fill_awaits(row, t);
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

/* t NULL: a process without a thread. */
static void add_user_row(struct pass *pass, const struct process *p, const struct thread *t)
{
	struct thread_row *row = &rows[pass->count];

	if (pass->count == ROWS || (p->pid == pass->pid && (!t || t->tid <= pass->tid)))
		return;
	if (t)
		fill(row, t);
	else
		*row = (struct thread_row){.state = "empty", .mm = p->mm->id};
	row->pid = p->pid;
	row->tid = t ? t->tid : 0;
	copy_name(row->name, p->name);
	pass->count++;
}

static void collect_process(struct process *p, void *arg)
{
	struct pass *pass = arg;
	struct thread *t;

	if (p->pid < pass->pid || pass->count == ROWS)
		return;
	spin_lock(&p->lock);
	list_for_each(t, &p->threads, sibling)
		add_user_row(pass, p, t);
	if (list_empty(&p->threads))
		add_user_row(pass, p, NULL);
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
	console_printf(" %-15s %-8s %4u %5u %-10s %9lu %8lu%s%s\n", r->name, r->state, r->priority,
		       r->hart, space, r->switches, r->ms, *r->awaits ? "  " : "", r->awaits);
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
	console_printf("  pid/tid name            state    prio  hart space       switches   cpu "
		       "ms  waits for\n");
	print_kthreads();
	print_user_threads();
	return SHELL_OK;
}
