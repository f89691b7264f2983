/* SPDX-License-Identifier: MIT */
/* What the kernel would give ramfs: addresses and memory, of which as many are refused as a test says. */
#ifndef LORIS_TEST_FAKE_PAGES_H
#define LORIS_TEST_FAKE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include "user/servers/ramfs/space.h"

struct fake_pages {
	size_t touched;	   /* that are there */
	size_t touches;	   /* ever */
	size_t most;	   /* that there may be; 0: as many as are wanted */
	bool maps_nothing; /* from now on */
};

extern struct fake_pages fake_pages;

bool fake_page_is_there(const void *page);
/* Pieces of addresses that have nothing mapped between them. */
size_t fake_ranges(void);

#endif
