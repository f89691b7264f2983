/* SPDX-License-Identifier: MIT */
/*
 * A model of each hart's TLB, kept beside a running QEMU: what its parts share.
 *
 *   plugin.c   arguments, start and end
 *   watch.c    what QEMU calls becomes calls of the model in use
 *   memory.c   the guest's memory and its page tables, read from outside
 *   check.c    tlbcheck: an access against everything that this hart's TLB may still hold
 *   entries.c  what it may hold: all that was ever filled and no fence has removed
 *   fence.c    which fence removes what
 *   load.c     a write of satp; speculation; invalid entries
 *   hints.c    what the kernel says it has done (arch/riscv/hint.h)
 *   report.c   errors and the summary
 *   stat.c     tlbstat: what finite TLBs would miss
 *   geometry.c one of them
 */
#ifndef TLB_MODEL_H
#define TLB_MODEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "lib/list.h"

#define RAM_BASE      0x80000000ull /* of QEMU's machine virt */
#define KERNEL_HALF   0xffffffc000000000ull
#define PAGE_SHIFT    12
#define PAGE_SIZE     4096ull
#define LEVELS	      3
#define TABLE_ENTRIES 512
#define USER_ENTRIES  256 /* of a root */
#define ASIDS	      65536

/* Privileged architecture, section 10.4.1. */
#define PTE_V	      0x01ull
#define PTE_R	      0x02ull
#define PTE_W	      0x04ull
#define PTE_X	      0x08ull
#define PTE_U	      0x10ull
#define PTE_G	      0x20ull
#define PTE_RIGHTS    (PTE_R | PTE_W | PTE_X)
#define PTE_PPN_SHIFT 10
#define PTE_PPN_MASK  ((1ull << 44) - 1)

/* ---- the guest's memory (memory.c) ----------------------------------------------------------------- */

/* What is known of a frame of RAM, from hints: the kernel's word, not the model's. */
struct frame {
	uint32_t generation; /* how often it was given back, as a frame or as a table */
	bool free;
	bool told; /* it was handed out while we were told */
	enum table_state { NO_TABLE, TABLE_USED, TABLE_FREE } table;
	uint64_t space; /* the number of the space of which this is a root; 0: none */
	bool user_view; /* the root on which user mode runs under kpti: its kernel half is its own */
};

/* From the root down to a leaf or to an invalid entry. */
struct walk {
	int end; /* level of the last entry read; 0: that of pages */
	bool valid;
	uint64_t pte[LEVELS];
	const uint64_t *slot[LEVELS];
};

bool memory_map(const char *path);
/* NULL: the address is not in RAM. */
const uint64_t *memory_page(uint64_t pa);
struct frame *frame_of(uint64_t pa);
void walk_tables(uint64_t root, uint64_t va, struct walk *walk);

static inline uint64_t pte_address(uint64_t pte)
{
	return (pte >> PTE_PPN_SHIFT & PTE_PPN_MASK) << PAGE_SHIFT;
}

static inline bool pte_is_pointer(uint64_t pte)
{
	return (pte & (PTE_V | PTE_RIGHTS)) == PTE_V;
}

static inline bool pte_is_leaf(uint64_t pte)
{
	return pte & PTE_V && pte & PTE_RIGHTS;
}

static inline unsigned level_shift(int level)
{
	return PAGE_SHIFT + 9 * (unsigned)level;
}

static inline unsigned table_index(uint64_t va, int level)
{
	return va >> level_shift(level) & (TABLE_ENTRIES - 1);
}

/* The first address that one entry of this level covers, of those which cover va. */
static inline uint64_t level_base(uint64_t va, int level)
{
	return va >> level_shift(level) << level_shift(level);
}

/* ---- harts ------------------------------------------------------------------------------------------ */

/* sfence.vma's and sinval.vma's operands: x0, which stands for all, is not a register that holds 0. */
struct fence {
	bool one_page, one_asid;
	uint64_t va;
	uint16_t asid;
};

struct satp {
	uint64_t value;
	uint64_t root; /* 0: no translation */
	uint64_t space;
	uint16_t asid;
};

struct checker;	   /* check.c and its friends, of one hart */
struct statistics; /* stat.c, likewise */

struct hart {
	unsigned int index;
	pthread_mutex_t lock; /* of everything below that another hart's hints look at */
	struct satp satp;     /* written by this hart's thread, under the lock */
	struct checker *checker;
	struct statistics *statistics;
};

/* One access or fetch: `right` is the PTE bit it needs. */
struct access {
	struct hart *hart;
	uint64_t va, pc;
	uint64_t right;
};

/* What a use of the plugin does with what happens; each on the thread of the hart. */
struct model {
	bool (*start)(struct hart *hart);
	void (*access)(struct hart *hart, uint64_t va, uint64_t right, uint64_t pc);
	void (*block)(struct hart *hart,
		      uint64_t pc); /* before its first instruction; may be NULL */
	void (*load)(struct hart *hart, uint64_t satp, uint64_t pc);
	void (*fence)(struct hart *hart, const struct fence *fence);
	void (*marker)(struct hart *hart, unsigned int number); /* design 11 */
	void (*told)(struct hart *hart, unsigned int number, const uint64_t a[3], uint64_t pc);
	void (*finish)(FILE *out);
};

extern const struct model check_model, stat_model;

struct machine {
	unsigned int hart_count;
	struct hart *harts;
	const struct model *model;
	uint16_t asid_mask; /* bits of an ASID that the modelled hart has */
	bool eager;	    /* tlbcheck: every valid user leaf of a loaded root is cached at once */
	bool invalid;	    /* tlbcheck: so is every invalid entry of the kernel half */
	const char *geometries;
	FILE *out;
};

extern struct machine machine;

#define for_each_hart(h) \
	for (struct hart *h = machine.harts; h < machine.harts + machine.hart_count; h++)

/* What the value of satp means to the model. */
struct satp satp_decode(uint64_t value);

#endif
