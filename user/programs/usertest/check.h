/* SPDX-License-Identifier: MIT */
/* Checks that count, say what failed in one line, and go on. */
#ifndef LORIS_USERTEST_CHECK_H
#define LORIS_USERTEST_CHECK_H

#include <stdbool.h>
#include "lib/abi.h"

/* What comes at all comes sooner, however often a hart of a loaded host pauses: a limit only so that what never
 * comes is a failure, and not a machine that hangs. */
#define PATIENCE_NS 60000000000ull

#define CHECK(condition) check_true(__FILE__, __LINE__, #condition, !!(condition))

/* expression gives exactly this */
#define CHECK_IS(expression, want) \
	check_is(__FILE__, __LINE__, #expression, (long)(expression), want, want)

/* where the contract leaves two answers open */
#define CHECK_EITHER(expression, a, b) \
	check_is(__FILE__, __LINE__, #expression, (long)(expression), a, b)

extern unsigned checks_done, checks_failed;

void check_true(const char *file, int line, const char *what, int ok);
void check_is(const char *file, int line, const char *what, long got, long a, long b);

/* Runs `usertest -ROLE` (roles.c) in a process of its own and checks how that ends. */
void check_role(const char *role, enum loris_how how, int code);

/* Starts a thread, on the next hart in turn, and returns when it waits for something: what it does up to there
 * must not wait for anything else. The caller must not be pinned, and has its usual priority. */
int start_waiting(long (*function)(void *), void *arg);

/* How many harts can be pinned to, counted up to the first one that is off. The caller is not pinned afterwards. */
int open_harts(void);

/* Does the kernel keep counters (sys_stats)? The small one does not. */
bool kernel_counts(void);

/* Maps pages, zero-filled. Ends the program when it cannot: nothing could be tested. */
char *test_pages(unsigned pages, unsigned prot);
#define PROT_RW (LORIS_PROT_READ | LORIS_PROT_WRITE)
#define PROT_RX (LORIS_PROT_READ | LORIS_PROT_EXEC)

#define SURVIVED    99 /* the status of a role that got past what should have ended it */
#define KERNEL_HALF 0xffffffc000000000ul
#define USER_END    0x4000000000ul

/* One for each part of the interface, in the file of the same name. */
void test_registers(void);
void test_clock(void);
void test_memory(void);
void test_protect(void);
void test_pointers(void);
void test_files(void);
void test_pipes(const char *file); /* a name that it may use */
void test_console(void);
void test_process(void);
void test_threads(void);
void test_stats(void);
void test_handles(void);
void test_messages(void);
void test_cancel(void);
void test_priorities(void);
void test_fairness(void);
void test_notify(void);
void test_objects(void);
void test_children(void);
void test_faults(void);
void test_fast(void);
void test_deadlines(void);
void test_urgency(void);
void test_charges(void);
void test_leaks(void);
void test_underway(void);
void test_borrowed(void);
void test_costs(void);
void test_readers(void);
void test_refusals(void);
void test_rude(void);
void test_dying(void);
void test_answers(void);
void test_elsewhere(void);
void test_anew(void);
void test_lookups(void);
void test_crossings(void);
void test_told(void);
void test_expiry(void);
void test_lent_elsewhere(void);
void test_ranges(void);
void test_patience(void);
void test_late(void);

int role_echo(void);		  /* pipes.c */
int role_read(void);		  /* readers.c */
int role_charges(void);		  /* charges.c */
int role_given(void);		  /* charges.c */
int role_copies(void);		  /* costs.c */
int role_calls(const char *hart); /* answers.c */

/* Runs a role by its name. Returns its exit status. */
int role_run(const char *role, const char *arg);

#endif
