/* SPDX-License-Identifier: MIT */
/*
 * What a hart's translation hardware may hold: leaf entries and pointers to tables, tagged with an ASID,
 * filled whenever it likes from whatever root is loaded, and removed by nothing but fences, each form
 * exactly as far as section 11.2.1 says. Only the user half is modelled.
 */
#ifndef PROTOCOL_TLB_H
#define PROTOCOL_TLB_H

#include <stdbool.h>
#include <stdint.h>
#include "test/host/protocol/weak.h"

enum { TLB_LEAVES = 48, TLB_POINTERS = 24, ICACHE_LINES = 24, DELAYED_MAX = 4 };

struct leaf {
	bool valid;
	uint16_t asid;
	unsigned page;		  /* of the six (space.c) */
	unsigned level;		  /* of the entry; above 0 only for one that says "invalid" */
	uint64_t pte, when;	  /* what was read, and when that had been written */
	uint64_t root, root_when; /* through which root, loaded when */
};

struct pointer {
	bool valid;
	uint16_t asid;
	unsigned level;	 /* of the table it leads to */
	uint64_t prefix; /* of the addresses it serves */
	uint64_t table, when;
};

/* A user access that is translated, but performed later: stores wait in a buffer. */
struct delayed {
	struct leaf entry;
	unsigned access;
};

struct walker {
	uint64_t satp, satp_when;
	unsigned satp_epoch;
	struct clock seen;    /* what its reads of tables must not be older than */
	struct clock fetched; /* likewise of instructions */
	struct leaf leaf[TLB_LEAVES];
	struct pointer pointer[TLB_POINTERS];
	unsigned next_leaf, next_pointer;
	bool stubborn; /* what is cached is used, whatever it says, and no walk is made instead */
	uint64_t icache[ICACHE_LINES];
	struct delayed delayed[DELAYED_MAX];
	unsigned delayed_count;
};

struct mm;
struct space;

/* The hart's hardware fills something of its own accord. */
void tlb_speculate(unsigned hart);
/* An access of the running user thread: false: a page fault. access: LORIS_PROT_*. */
bool tlb_access(unsigned page, unsigned access);
/* Everything translated so far takes place now. */
void tlb_perform_delayed(unsigned hart);
uint64_t icache_fetch(struct space *s);
void icache_forget(struct space *s);

/* With kpti: to the user's root, and back. */
void kpti_user(bool enter);
uint64_t satp_root_of(uint64_t satp);
unsigned satp_asid_of(uint64_t satp);
void tlb_reset(unsigned hart, uint64_t satp);

#endif
