/* SPDX-License-Identifier: MIT */
/*
 * The page on which a process begins: its start block and arguments at the end, its first stack below.
 * It is a page of init's own that the process has too, so that nothing is copied; before that the
 * arguments of the program to be started are collected in it.
 */
#ifndef INIT_START_PAGE_H
#define INIT_START_PAGE_H

#include "lib/abi.h"

struct start_page {
	struct start_page *next_free;
	char *bytes;	 /* LORIS_PAGE_SIZE */
	uint64_t memory; /* of which it is a part, */
	uint64_t offset; /* there */
};

/* Zeroed. NULL: no memory. */
struct start_page *start_page_get(void);
/* The process that had it has ended, or never began. */
void start_page_put(struct start_page *page);

/* The arguments, `len` bytes at the page's beginning, become those of a process: moved to the end, with the
 * start block before them. Gives where in the page that begins, a multiple of 16; the rest is zero. */
unsigned start_page_finish(char *bytes, unsigned len, const struct loris_start *start);

#endif
