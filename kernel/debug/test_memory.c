/* SPDX-License-Identifier: MIT */
/* Tests that everything taken is given back. */
#include "kernel/shell/shell.h"
#include "kernel/debug/debug.h"
#include "kernel/mm.h"
#include "kernel/page.h"
#include "kernel/ramdisk.h"
#include "kernel/slab.h"
#include "lib/string.h"

#define PAGES	  500 /* several times what a hart keeps for itself */
#define OBJECTS	  300
#define PROCESSES 100
#define ORDERS	  6

static uint64_t pages_now(void)
{
	return page_free_count() + debug_quarantined();
}

uint64_t settled_pages(void)
{
	memory_settle();
	return pages_now();
}

/* Each page links to the one before; ends with as many as there were. */
static unsigned take_pages(pa_t *chain)
{
	unsigned n = 0;

	for (*chain = 0; n < PAGES; n++) {
		pa_t pa = page_alloc();
		if (!pa)
			break;
		*(pa_t *)direct(pa) = *chain;
		*chain = pa;
	}
	return n;
}

static unsigned give_pages(pa_t chain)
{
	unsigned n = 0;

	for (; chain; n++) {
		pa_t next = *(pa_t *)direct(chain);
		page_free(chain);
		chain = next;
	}
	return n;
}

static bool orders_work(void)
{
	for (unsigned order = 0; order < ORDERS; order++) {
		pa_t pa = page_alloc_order(order);
		if (!pa || pa & (((pa_t)PAGE_SIZE << order) - 1))
			return false;
		page_free_order(pa, order);
	}
	return true;
}

const char *test_pages(void)
{
	uint64_t before = settled_pages();
	unsigned taken;
	pa_t chain;

	taken = take_pages(&chain);
	if (before - pages_now() != taken)
		return "the count does not follow";
	if (give_pages(chain) != taken)
		return "a page was handed out twice";
	if (!orders_work())
		return "a block is missing or misaligned";
	return settled_pages() == before ? NULL : "pages are lost";
}

/* Likewise a chain; the last word too is written, so that an overlap shows. */
static unsigned take_objects(size_t size, void **chain)
{
	unsigned n = 0;

	for (*chain = NULL; n < OBJECTS; n++) {
		void **object = slab_alloc(size);
		if (!object)
			break;
		object[size / sizeof(void *) - 1] = object;
		object[0] = *chain;
		*chain = object;
	}
	return n;
}

static bool give_objects(size_t size, void **chain, unsigned n)
{
	bool intact = true;

	for (; chain; n--) {
		void **next = chain[0];
		intact &= chain[size / sizeof(void *) - 1] == chain;
		slab_free(chain, size);
		chain = next;
	}
	return intact && n == 0;
}

const char *test_slabs(void)
{
	uint64_t before = settled_pages();
	void *chain;

	for (size_t size = 1UL << SLAB_MIN_SHIFT; size <= SLAB_MAX_SIZE; size *= 2) {
		unsigned n = take_objects(size, &chain);
		if (!give_objects(size, chain, n))
			return "objects overlap";
	}
	return settled_pages() == before ? NULL : "pages are lost";
}

/* ---- processes ------------------------------------------------------------------------------------------- */

static bool run_idle(void)
{
	static const char block[] = "idle";

	return job_run(block, sizeof(block)) == SHELL_OK;
}

const char *test_processes(void)
{
	uint64_t pages, spaces;

	if (!ramdisk_find("idle"))
		return "no program 'idle' in the ramdisk";
	if (!run_idle())
		return "'idle' failed";
	pages = settled_pages();
	spaces = mm_live_count();
	for (unsigned i = 0; i < PROCESSES; i++)
		if (!run_idle())
			return "'idle' failed";
	if (settled_pages() != pages)
		return "pages are lost";
	return mm_live_count() == spaces ? NULL : "spaces are left over";
}
