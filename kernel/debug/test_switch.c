/* SPDX-License-Identifier: MIT */
/*
 * Tests of the decision itself: switch_mm() is called as schedule() would call it, with irqs off,
 * for threads that exist only as far as it looks at them. So every counter has exactly one right
 * value.
 */
#include "kernel/shell/shell.h"
#include "kernel/debug/debug.h"
#include "kernel/mm.h"
#include "kernel/ramdisk.h"
#include "kernel/stats.h"
#include "kernel/switch.h"
#include "kernel/slab.h"
#include "kernel/thread.h"
#include "kernel/vm.h"
#include "lib/format.h"
#include "lib/string.h"

#define WORD 0x5a5aa5a5c3c33c3cUL

/* Two spaces, and a thread for each kind of next; none of them ever runs. */
struct cast {
	struct mm *a, *b;
	struct thread *in_a, *in_b, *kthread;
};

static struct thread *extra(struct mm *mm)
{
	struct thread *t = slab_alloc_zeroed(sizeof(*t));

	if (t)
		t->mm = mm;
	return t;
}

static void dismiss(struct cast *c)
{
	struct thread *threads[] = {c->in_a, c->in_b, c->kthread};

	mm_leave_if_lazy(NULL, SATP_CAUSE(this_hart(), leave));
	for (size_t i = 0; i < sizeof(threads) / sizeof(*threads); i++)
		if (threads[i])
			slab_free(threads[i], sizeof(*threads[i]));
	if (c->a)
		mm_discard(c->a);
	if (c->b)
		mm_discard(c->b);
}

/* Irqs off until dismiss(). The hart is left with the kernel mm, so each borrow to come is ours. */
static bool hire(struct cast *c)
{
	mm_leave_if_lazy(NULL, SATP_CAUSE(this_hart(), leave));
	*c = (struct cast){.a = mm_create("test a"), .b = mm_create("test b")};
	c->in_a = extra(c->a);
	c->in_b = extra(c->b);
	c->kthread = extra(NULL);
	if (c->a && c->b && c->in_a && c->in_b && c->kthread)
		return true;
	dismiss(c);
	return false;
}

static void switch_to(struct thread *from, struct thread *to)
{
	switch_mm(this_hart(), from->mm, NULL, to);
}

/* ---- what one switch may move ---------------------------------------------------------------- */

/* The leaf counter, and what the policies make of the switch. */
struct row {
	const char *name;
	size_t leaf; /* offset in struct loris_stats */
	bool lazy_loads, eager_loads;
	bool to_user;
	int lazy_borrow; /* 1: grabs, -1: drops */
};

#define LEAF(name) #name, offsetof(struct loris_stats, name)

static const struct row other_user_first = {LEAF(kernel_to_other_user), true, true, true, 0};
static const struct row other_user = {LEAF(kernel_to_other_user), true, true, true, -1};
static const struct row same_user = {LEAF(kernel_to_same_user), false, true, true, -1};
static const struct row sibling = {LEAF(user_to_same_user), false, false, true, 0};
static const struct row stranger = {LEAF(user_to_other_user), true, true, true, 0};
static const struct row to_kthread = {LEAF(user_to_kernel), false, true, false, 1};
static const struct row among_kthreads = {LEAF(kernel_to_kernel), false, false, false, 0};

/* A rollover that falls into this switch is as right as none; it is not what is tested here. */
static void expect_asid(struct loris_stats *want, const struct loris_stats *got, bool loads_user)
{
	if (!policy.asid || !loads_user)
		return;
	want->asid_kept = got->asid_kept;
	want->asid_allocs = got->asid_allocs & !got->asid_kept;
	want->asid_rollovers = got->asid_rollovers;
	want->fences_rollover = got->fences_rollover & 1;
	want->fences_all += want->fences_rollover;
	want->fences += want->fences_rollover;
}

static void expect_fence(struct loris_stats *want)
{
	if (policy.asid)
		return;
	want->fences = want->fences_switch = 1;
	if (policy.global && tlb_form != TLB_BARE)
		want->fences_asid = 1;
	else
		want->fences_all = 1;
}

static struct loris_stats expectation(const struct row *r, const struct loris_stats *got)
{
	struct loris_stats want = {.switches = 1};
	bool loads = policy.lazy ? r->lazy_loads : r->eager_loads;

	*(uint64_t *)((char *)&want + r->leaf) = 1;
	want.satp_writes = loads;
	want.satp_writes_switch = loads && r->to_user;
	want.satp_writes_eager = loads && !r->to_user;
	want.grabs = policy.lazy && !policy.shoot && r->lazy_borrow > 0;
	want.drops = policy.lazy && !policy.shoot && r->lazy_borrow < 0;
	if (loads)
		expect_fence(&want);
	expect_asid(&want, got, want.satp_writes_switch);
	return want;
}

static const char *check_switch(const struct row *r, struct thread *from, struct thread *to)
{
	const int hart = (int)this_hart()->index;
	struct loris_stats before, got, want;

	stats_read(hart, &before);
	switch_to(from, to);
	stats_read(hart, &got);
	stats_subtract(&got, &before);
	want = expectation(r, &got);
	return memcmp(&got, &want, sizeof(got)) == 0 ? NULL : r->name;
}

/* ---- the tests ------------------------------------------------------------------------------- */

static const char *walk(const struct cast *c, struct thread *self)
{
	struct thread *a = c->in_a, *b = c->in_b;
	const struct {
		const struct row *row;
		struct thread *from, *to;
	} steps[] = {
		{&other_user_first, self, a},
		{&sibling, a, a},
		{&stranger, a, b},
		{&to_kthread, b, self},
		{&among_kthreads, self, c->kthread},
		{&same_user, c->kthread, b},
		{&to_kthread, b, self},
		{&other_user, self, a},
		{&to_kthread, a, self},
	};
	const char *wrong = NULL;

	/* All of them, also after a failure: the last one brings us back. */
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		const char *w = check_switch(steps[i].row, steps[i].from, steps[i].to);
		wrong = wrong ? wrong : w;
	}
	return wrong;
}

const char *test_transitions(void)
{
	bool irqs = irq_save();
	const char *wrong = "no memory";
	struct cast c;

	if (hire(&c)) {
		wrong = walk(&c, this_hart()->current);
		dismiss(&c);
	}
	irq_restore(irqs);
	return wrong;
}

/* The mapping is there, satp names its root, and still the kernel cannot use it (hazard H47). */
static const char *touch_borrowed(const struct cast *c, struct thread *self)
{
	const uint64_t word = WORD;
	long va = vm_map(c->a, 0, PAGE_SIZE, LORIS_PROT_READ | LORIS_PROT_WRITE);
	uint64_t read = 0, copy = 0;
	bool loaded;

	if (va <= 0 || copy_to_user(c->a, (va_t)va, &word, sizeof(word)) != OK)
		return "no memory";
	switch_to(self, c->in_a);
	switch_to(c->in_a, self);
	loaded = satp_root() == c->a->root;
	if (loaded != policy.lazy)
		return "the space is loaded under the wrong policy";
	if (arch_probe_read((const void *)va, &read))
		return "a user address can be read";
	if (copy_from_user(c->a, &copy, (va_t)va, sizeof(copy)) != OK || copy != WORD)
		return "the page does not hold what was written";
	if (!arch_probe_read(&word, &read) || read != WORD)
		return "a kernel address cannot be read";
	return arch_probe_read(NULL, &read) ? "address 0 can be read" : NULL;
}

const char *test_user_address(void)
{
	bool irqs = irq_save();
	const char *wrong = "no memory";
	struct cast c;

	if (hire(&c)) {
		wrong = touch_borrowed(&c, this_hart()->current);
		dismiss(&c);
	}
	irq_restore(irqs);
	return wrong;
}

const char *test_identities(void)
{
	struct stats_snapshot *s = stats_new();
	const char *broken = "no memory";
	unsigned hart;

	if (s) {
		stats_take(s);
		broken = stats_check(s, &hart);
	}
	stats_free(s);
	return broken;
}

/* ---- a program that is switched, as a whole -------------------------------------------------- */

#define ITERS "200"
#define TRIES 5

/* The program compares what was counted. traps: ways into the kernel and back; under kpti each writes
 * satp twice. Interrupts, and others that run in between, add to it now and then: not each time. */
static bool bench_is(const char *name, unsigned satp, unsigned switches, unsigned traps)
{
	char block[96];
	int len;

	satp += policy.kpti ? 2 * traps : 0;
	len = fmt_snprint(block, sizeof(block), "bench %s -n " ITERS " -e %u %u %u", name, satp,
			  policy.asid ? 0 : satp, switches);
	for (int i = 0; i < len; i++)
		if (block[i] == ' ')
			block[i] = '\0';
	for (int i = 0; i < TRIES; i++)
		if (job_run(block, (size_t)len + 1) == SHELL_OK)
			return true;
	return false;
}

const char *test_bench(void)
{
	if (!ramdisk_find("bench"))
		return "no program 'bench' in the ramdisk";
	if (!bench_is("null", 0, 0, 1))
		return "null";
	if (!bench_is("kthread_same", policy.lazy ? 0 : 2, 2, 1))
		return "kthread_same";
	if (!bench_is("kthread_other", policy.lazy ? 2 : 4, 4, 2))
		return "kthread_other";
	if (!bench_is("yield_threads", 0, 1, 1))
		return "yield_threads";
	if (!bench_is("ipc_threads", 0, 2, 2))
		return "ipc_threads";
	if (!bench_is("ipc_procs", 2, 2, 2))
		return "ipc_procs";
	return bench_is("yield_procs", 1, 1, 1) ? NULL : "yield_procs";
}
