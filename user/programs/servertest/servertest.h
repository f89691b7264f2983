/* SPDX-License-Identifier: MIT */
/* servertest: what init and ramfs must do and must refuse. */
#ifndef SERVERTEST_H
#define SERVERTEST_H

#include <stdbool.h>
#include <stdint.h>
#include "user/lib/ipc.h"

/* Says where a result is not the one wanted. */
#define IS(got, want) check(__FILE__, __LINE__, (long)(got), (long)(want))
#define TRUE(what)    IS(!!(what), 1)
void check(const char *file, int line, long got, long want);

uint64_t mix(uint64_t *state); /* splitmix64 */

/* Handles of this process. */
long handles_now(void);
/* Any request with none, some and too many handles; whatever is said to it, no reply may be missing. */
void garbage(handle_t server, unsigned first_opcode, unsigned opcodes, uint64_t seed);

handle_t ramfs_connect(void);

void test_init(void);
void test_names(void);	  /* trusted */
void test_stranger(void); /* not trusted */
void test_tree(void);
void test_data(void);
void test_pipes(void);
void test_greedy(void);
int hoard(void); /* its clients' part */
void test_crowd(void);
int desert(void); /* likewise */
void test_brim(void);
void test_brood(void);
int brood(void); /* its clients' part */
void test_busy(void);
void test_refused(void);
void test_strewn(void);
int strewer(void); /* likewise */
void test_swarm(void);
int takers(void), taker(void), waiters(void), waiter(void); /* likewise */
void test_newcomer(void);
void test_full(void);

#endif
