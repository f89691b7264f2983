/* SPDX-License-Identifier: MIT */
/* What the kernel's files call, and the scenario does in its own way or has no use for. */
#include <stdio.h>
#include "kernel/kthread.h"
#include "kernel/memory.h"
#include "kernel/page.h"
#include "kernel/panic.h"
#include "kernel/printk.h"
#include "kernel/runqueue.h"
#include "kernel/stats.h"
#include "test/host/protocol/model.h"

struct hart harts[MAX_HARTS];
unsigned harts_online;
uint64_t harts_on;
struct machine machine = {.timebase = 10000}; /* who waits for a lock is patient for 100 points */
bool tlb_bare;
char image_start[1], image_end[1];

void panic(const char *fmt, ...)
{
	char text[200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fail("panic: %s", text);
}

void panic_check(void)
{
}

void printk(const char *fmt, ...)
{
	(void)fmt;
}

void stats_mark_policy(void)
{
}

void sched_look(void)
{
}

uint64_t slice_ticks;

/* The reaper's kthread does not exist: reaper_unit.c. */
void wait_wake_one(struct wait_queue *q)
{
	(void)q;
}

void wait_wake_all(struct wait_queue *q)
{
	(void)q;
}

void *stack_map(void)
{
	return NULL;
}

void frame_init_kthread(struct frame *f, void (*entry)(void *), void *arg, va_t stack_top)
{
	(void)f, (void)entry, (void)arg, (void)stack_top;
}

void thread_start(struct thread *t)
{
	(void)t;
}

void thread_stop_waiting(struct thread *t)
{
	(void)t;
}

void sleep_until(struct thread *t, uint64_t ticks)
{
	(void)t, (void)ticks;
}

uint64_t ns_to_ticks(uint64_t ns)
{
	return ns;
}

uint64_t ticks_to_ns(uint64_t ticks)
{
	return ticks;
}

/* ---- quotas and memory objects, which no space of the model has ----------------------------------------- */

bool quota_charge(struct quota *q, uint64_t amount)
{
	(void)q, (void)amount;
	return true;
}

void quota_return(struct quota *q, uint64_t amount)
{
	(void)q, (void)amount;
}

bool quota_charge_units(struct quota *q, uint64_t n)
{
	(void)q, (void)n;
	return true;
}

void quota_return_units(struct quota *q, uint64_t n)
{
	(void)q, (void)n;
}

void quota_get(struct quota *q)
{
	(void)q;
}

void quota_put(struct quota *q)
{
	(void)q;
}

void object_put(struct object *o)
{
	(void)o;
	fail("there is no object");
}

pa_t memory_page(struct memory *m, uint64_t index)
{
	(void)m, (void)index;
	return 0;
}

void memory_read(struct memory *m, uint64_t offset, void *to, size_t len)
{
	(void)m, (void)offset, (void)to, (void)len;
}

struct memory *memory_ramdisk(void)
{
	return NULL;
}

void memory_free_remains(struct memory_remains *r)
{
	(void)r;
}

/* ---- the kernel's half of memory, of which there is nothing to see ------------------------------------- */

pa_t kernel_root(void)
{
	static pa_t root;

	if (!root)
		root = page_alloc_zeroed();
	return root;
}

/* Called once while a policy changes, all harts stopped. */
void kernel_map_set_global(bool global)
{
	(void)global;
	model.epoch++;
}

pa_t image_pa(const void *p)
{
	return (pa_t)(uintptr_t)p & ~(pa_t)(PAGE_SIZE - 1);
}

void trap_entry(void);
void kpti_entry(void);
void trap_entry(void)
{
}
void kpti_entry(void)
{
}
