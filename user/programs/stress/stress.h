/* SPDX-License-Identifier: MIT */
/*
 * The operations of stress, and what they need. Each does one thing in full, checks all that can be
 * known about it, and leaves nothing behind; any of them may run on several threads at once.
 */
#ifndef LORIS_STRESS_H
#define LORIS_STRESS_H

#include <stdint.h>

/* One thread's: its own stream of random numbers, so that a seed gives each worker the same
 * operations in the same order, however they interleave. */
struct worker {
	int id;
	uint64_t random; /* never 0 */
	long done;
	const char *operation; /* what it is at, for the line that says what went wrong */
};

/* A number from 0 to below - 1. */
uint64_t draw(struct worker *w, uint64_t below);

/* Ends the whole program with one line unless got is want. */
void expect(const struct worker *w, const char *what, long got, long want);

void op_spawn(struct worker *w);
void op_brood(struct worker *w);
void op_kill(struct worker *w);
void op_crash(struct worker *w);
void op_map(struct worker *w);
void op_protect(struct worker *w);
void op_heap(struct worker *w);
void op_file(struct worker *w);
void op_thread(struct worker *w);
void op_fpu(struct worker *w);
void op_kthread(struct worker *w);
void op_sleep(struct worker *w);
void op_yield(struct worker *w);
void op_move(struct worker *w);

#endif
