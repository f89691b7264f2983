/* SPDX-License-Identifier: MIT */
/*
 * Page frames. A buddy allocator under one lock hands out and takes back batches; in front of it each
 * hart keeps a few single pages of its own, so that the usual allocation takes no shared lock.
 */
#ifndef KERNEL_PAGE_H
#define KERNEL_PAGE_H

#include "arch/riscv/arch.h"
#include "lib/list.h"

#define PAGE_ORDERS 11 /* blocks of 1 .. 1024 pages */

/* One for each frame. Belongs to whoever holds the frame; uninitialised until then. */
struct page {
	struct list link;
	union {
		struct {	    /* a page of small objects */
			void *free; /* chain */
			uint16_t in_use, bin;
		};
		unsigned level; /* a page table: 0 holds leaves of 4 KiB */
	};
};

/* Adds free memory; while booting, one hart. Frames outside any region given here do not exist. */
void page_add_region(pa_t start, pa_t end);
/* Keeps [start, end) from being handed out; before the pages are first used. Returns with no effect
 * outside the regions. */
void page_reserve(pa_t start, pa_t end);
/* false: there were more than there is room for, which has been said; then memory must not be used. */
bool page_reserved_all(void);
/* Likewise, and the kernel does not even map it. */
void page_hide(pa_t start, pa_t end);
/* Whether [start, end) touches what is hidden, and which part of that first. */
bool page_hidden(pa_t start, pa_t end, pa_t *from, pa_t *to);
/* All regions and reservations are known: from here on page_alloc() works. */
void page_init(void);

struct page *page_of(pa_t pa);
pa_t page_pa(const struct page *p);

/* One page; contents undefined / zero. 0: out of memory. From any context. */
pa_t page_alloc(void);
pa_t page_alloc_zeroed(void);
void page_free(pa_t pa);
/* The least order whose blocks hold so many bytes. */
unsigned page_order(uint64_t bytes);
/* 2^order pages, aligned to their size. */
pa_t page_alloc_order(unsigned order);
void page_free_order(pa_t pa, unsigned order);

/* Free pages, those in hart caches included; exact when no hart allocates meanwhile. */
uint64_t page_free_count(void);
uint64_t page_total_count(void);
/* Gives this hart's cache back, so that blocks can merge. Irqs off. */
void page_drain_cache(void);
/* Walks the regions of memory that exist; false past the last. For the direct map. */
bool page_region(unsigned i, pa_t *start, pa_t *end);

#endif
