/* SPDX-License-Identifier: MIT */
/*
 * Page frames and small objects. What is freed is poisoned for the kernel, handed out again at once (the
 * last freed first: that is when mistakes show), and must not be what any hart is using.
 */
#include <stdlib.h>
#include <string.h>
#include <sanitizer/asan_interface.h>
#include "kernel/page.h"
#include "kernel/slab.h"
#include "test/host/protocol/model.h"

enum { FRAMES = 1024 };
#define MEMORY_START 0x80000000UL

static uint8_t memory[FRAMES][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static struct page page[FRAMES];
static struct frame_state {
	bool used;
	uint64_t born; /* when it was handed out */
} frames[FRAMES];
static unsigned free_frame[FRAMES], free_count;
bool memory_may_fail;

static unsigned frame_of(pa_t pa)
{
	uint64_t i = (pa - MEMORY_START) / PAGE_SIZE;

	if (i >= FRAMES)
		fail("%#lx is no memory", (unsigned long)pa);
	return (unsigned)i;
}

void memory_reset(void)
{
	ASAN_POISON_MEMORY_REGION(memory, sizeof(memory));
	memset(frames, 0, sizeof(frames));
	free_count = 0;
	for (unsigned i = FRAMES; i--;)
		free_frame[free_count++] = i;
}

unsigned memory_pages_used(void)
{
	return FRAMES - free_count;
}

bool memory_page_used(uint64_t pa)
{
	return frames[frame_of(pa)].used;
}

bool memory_page_same_since(uint64_t pa, uint64_t when)
{
	const struct frame_state *f = &frames[frame_of(pa)];

	return f->used && f->born <= when;
}

void *direct(pa_t pa)
{
	/* The kernel may compute it for a page that it did not get, but not use it. */
	return pa ? memory[frame_of(pa)] + pa % PAGE_SIZE : NULL;
}

pa_t direct_pa(const void *p)
{
	return MEMORY_START + (pa_t)((const uint8_t *)p - memory[0]);
}

struct page *page_of(pa_t pa)
{
	return &page[frame_of(pa)];
}

pa_t page_pa(const struct page *p)
{
	return MEMORY_START + (pa_t)(p - page) * PAGE_SIZE;
}

/* ---- pages ------------------------------------------------------------------------------------------------ */

pa_t page_alloc(void)
{
	unsigned i;

	if (!free_count || (memory_may_fail && one_in(200)))
		return 0;
	i = free_frame[--free_count];
	frames[i] = (struct frame_state){true, model.now};
	ASAN_UNPOISON_MEMORY_REGION(memory[i], PAGE_SIZE);
	return MEMORY_START + i * (pa_t)PAGE_SIZE;
}

pa_t page_alloc_zeroed(void)
{
	pa_t pa = page_alloc();

	if (pa)
		memset(direct(pa), 0, PAGE_SIZE);
	return pa;
}

void page_free(pa_t pa)
{
	unsigned i = frame_of(pa);

	note("page_free", NULL, pa);
	if (!frames[i].used)
		fail("page %#lx is freed twice", (unsigned long)pa);
	for (unsigned h = 0; h < model.harts; h++)
		if (satp_root_of(model.hart[h].mmu.satp) == pa)
			fail("the root %#lx is freed, and loaded on hart %u", (unsigned long)pa, h);
	memset(memory[i], 0xa5, PAGE_SIZE);
	weak_forget(memory[i], PAGE_SIZE, sizeof(uint64_t));
	ASAN_POISON_MEMORY_REGION(memory[i], PAGE_SIZE);
	frames[i].used = false;
	free_frame[free_count++] = i;
}

uint64_t page_total_count(void)
{
	return FRAMES;
}

/* ---- objects ---------------------------------------------------------------------------------------------- */

void *slab_alloc_bin(unsigned bin)
{
	if (memory_may_fail && one_in(200))
		return NULL;
	return malloc((size_t)1 << SLAB_MIN_SHIFT << bin);
}

void *slab_alloc_zeroed(size_t size)
{
	if (memory_may_fail && one_in(200))
		return NULL;
	return calloc(1, size);
}

static void check_not_claimed(const void *object)
{
	for (struct hart *h = harts; h < harts + model.harts; h++)
		if (h->active_mm == object || h->loading_mm == object || h->user_mm == object)
			fail("an mm is freed that hart %u claims", h->index);
}

void slab_free_bin(void *object, unsigned bin)
{
	note("free object", object, bin);
	check_not_claimed(object);
	space_gone(object);
	weak_forget(object, (size_t)1 << SLAB_MIN_SHIFT << bin, sizeof(uint32_t));
	free(object);
}
