/* SPDX-License-Identifier: MIT */
/* What the files of this folder share; they are in debug builds only. */
#ifndef KERNEL_DEBUG_DEBUG_H
#define KERNEL_DEBUG_DEBUG_H

#include "kernel/debug.h"

extern struct stretch_stat {
	uint64_t passed; /* how often a hart came here; all atomic */
	uint64_t met;	 /* ... and waited, and met another at the partner point */
	uint64_t missed; /* ... and waited in vain */
} stretch_stats[STRETCH_COUNT];
extern bool stretch_on;
extern uint64_t
	stretch_only; /* a bit for each point: these alone, but each time; 0: all, now and then */

/* The n-th allocation from now on fails, once (0: none will). Returns whether the last one asked for
 * has happened. One at a time. */
bool debug_fail_nth(uint64_t n);

/* Free pages, those in quarantine counted, when nothing is being freed any more. */
uint64_t settled_pages(void);

/* Until all programs and servers wait to be asked, and for no time: those that are just starting take pages between two
 * counts. False: not within some seconds. May block. */
bool await_rest(void);

/* The kernel's own tests: NULL, or why it failed. */
const char *test_identities(void);
const char *test_transitions(void);
const char *test_user_address(void);
const char *test_use_mm(void);
const char *test_daemonize(void);
const char *test_new_stack(void);
const char *test_bench(void);
const char *test_pages(void);
const char *test_boot_memory(void);
const char *test_hidden_memory(void);
const char *test_slabs(void);
const char *test_memory_objects(void);
const char *test_processes(void);
const char *test_patience(void);
const char *test_failures(void);
const char *test_tables(void);

#endif
