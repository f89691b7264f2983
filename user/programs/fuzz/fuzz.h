/* SPDX-License-Identifier: MIT */
/*
 * The fuzzer is several processes. The one that is started (main.c) does nothing wild: it keeps the time,
 * looks whether the others make progress, and answers them as the hub (hub.c), which is how handles get
 * from one to the other. The workers (worker.c) do everything they should not; each has threads that may
 * be killed at any time, so these use nothing of the library that takes a lock, and a keeper, its first
 * thread, which ends and begins them in rounds. Their own children (child.c) are smaller still.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "user/lib/sys.h"

#define WORKERS_MAX 8
#define STRANDS_MAX 8
#define ERRS	    20
#define NS_PER_MS   1000000ull

/* ---- what all processes of the fuzzer see (one page or two of shared memory) ------------------------------ */

/* What a thread is doing, for whoever finds it stuck. */
struct box {
	uint64_t calls;
	uint64_t inside; /* 1: in the call that follows */
	uint64_t number, args[7];
};

struct worker_state {
	uint64_t rounds; /* grows, or the worker is stuck */
	uint64_t step;	 /* of the keeper */
	uint64_t failed; /* says how often, and for the first time: */
	char what[24];
	uint64_t number, args[7], place, got;
	uint64_t results[ERRS]; /* how often OK, or which error */
	struct box box[STRANDS_MAX];
};

struct shared {
	struct worker_state worker[WORKERS_MAX];
};

/* Nothing may be typed on the console: it could be a Ctrl-C. What a SYS_system has in its argument for that. */
#define NOT_A_BYTE 0x100

#define SHARED_AT ((struct shared *)0x30000000)

/* ---- the hub's protocol: word 0 ----------------------------------------------------------------------------- */

enum {
	HUB_SHARED = 1, /* -> the shared memory, and the machine if we have it */
	HUB_SWAP,	/* any handles there, any handles back */
	HUB_CHILD,	/* a process, which the hub ends when the time has come */
};

/* Answers until the endpoint is closed; from a thread of its own. */
struct hub {
	handle_t endpoint, shared, machine; /* the last: 0 if we do not have it */
	uint64_t seed;
};
long hub_main(void *hub);
/* Ends all children that it was told of, and lets everything go. After hub_main() has returned. */
void hub_close(void);

/* ---- random ---------------------------------------------------------------------------------------------------- */

struct dice {
	uint64_t state;
};

uint64_t draw(struct dice *d, uint64_t below);
bool one_in(struct dice *d, unsigned n);
/* At the edges of everything. */
uint64_t wild(struct dice *d);

/* ---- a worker ---------------------------------------------------------------------------------------------------- */

struct strand {
	struct dice dice;
	uint64_t ends; /* ns since boot: then it returns */
	struct box *box;
	struct worker_state *state;
	char *scratch; /* 2 pages of its own: the first to be written, the second not there */
	bool honest;   /* invents no handles, which may be somebody's */
};

/* One system call, as wild as its arguments; ecall.S. */
struct registers {
	uint64_t x[32]; /* x[0]: f counts too */
	uint64_t f[2];
};
void fuzz_ecall(struct registers *r);
extern char strand_entry[], strand_end[];
_Noreturn void strand_main(struct strand *s);

/* call.c: with these arguments; looks at what comes back. */
long call(struct strand *s, uint64_t number, const uint64_t args[7], const uint64_t more[4]);
void any_call(struct strand *s);
/* Leaves word of it for main.c: the fuzzer fails. place: which register, or so. */
void wrong(struct strand *s, const char *what, uint64_t place, uint64_t got);

/* pool.c: handles that threads of this process have come by; some of them closed. */
handle_t pool_any(struct dice *d);
/* Mostly one of the pool, sometimes what only looks like one. */
handle_t pool_handle(struct strand *s);
void pool_put(struct strand *s, handle_t h);

/* scenes.c: a few calls that belong together. */
void any_scene(struct strand *s);

int worker_main(uint64_t seed, uint64_t seconds, unsigned index, unsigned strands);

/* child.c: code and memory of a process of a worker's. */
#define CHILD_CODE  0x10000000
#define CHILD_STACK 0x11000000
extern char __start_childcode[], __stop_childcode[];
void child_main(uint64_t seed, uint64_t calls);

#endif
