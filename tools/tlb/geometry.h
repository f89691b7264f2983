/* SPDX-License-Identifier: MIT */
/* One finite TLB of one hart, and what it missed. */
#ifndef TLB_GEOMETRY_H
#define TLB_GEOMETRY_H

#include "tools/tlb/model.h"

#define GEOMETRY_NAME_MAX 64

/* Entries and ways; 0 entries: there is none. */
struct array_size {
	unsigned int entries, ways;
};

/*
 * Text, as in "l1=32x32,l2=512x4,pointers=8,asid=9" with : instead of the commas on QEMU's command line:
 * l1 twice, for fetches and for data; l2 for both; so many cached pointers for the walker; ASID bits.
 */
struct geometry {
	char name[GEOMETRY_NAME_MAX];
	struct array_size l1, l2, pointers;
	uint16_t asid_mask;
};

struct missed {
	uint64_t l1, walks,
		reads; /* misses of the first level; of all; entries of tables that were read */
};

struct tlb;

/* Reads one description, up to +, : separating its parts; NULL: it is none. */
const char *geometry_parse(const char *text, struct geometry *g);
struct tlb *tlb_create(const struct geometry *g);
void tlb_access(struct tlb *t, uint64_t va, bool fetch, const struct satp *satp,
		struct missed *missed);
void tlb_fence(struct tlb *t, const struct fence *fence);

#endif
