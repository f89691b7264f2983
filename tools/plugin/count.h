/* SPDX-License-Identifier: MIT */
/* What count.c collects and report.c prints. */
#ifndef PLUGIN_COUNT_H
#define PLUGIN_COUNT_H

#include <pthread.h>
#include <stdio.h>
#include "insn.h"
#include "qemu_plugin.h"

#define KERNEL_HALF 0xffffffc000000000ull
#define RAM_BASE    0x80000000ull
#define WINDOWS	    (MARKER_LAST / 2)

/* Where code lies: in the kernel half; in a user program; at its physical address. */
enum area { KERNEL, USER, BARE, AREAS };

struct tally {
	uint64_t insns[AREAS];
	uint64_t events[KINDS][AREAS];
};

/* All windows of one pair of markers on one hart; written by that hart's thread only. */
struct window {
	bool open;
	uint64_t count, unmatched;
	struct tally at_begin, sum;
};

struct hart {
	struct tally total; /* of insns only at the end of the run */
	struct window windows[WINDOWS];
};

/* A place in the guest's code that holds one of the instructions we watch; never freed. */
struct site {
	struct site *next;
	uint64_t pc;
	uint32_t bits;
	enum kind kind;
	enum area area;
	uint32_t marker;
	uint64_t count;
};

struct machine {
	FILE *out;
	unsigned int hart_count;
	bool insns_exact;
	struct hart *harts;
	pthread_mutex_t lock; /* for what follows */
	struct site *sites;
	uint64_t rom_distance, ram_distance;
};

void report(const struct machine *machine);

#endif
