/* SPDX-License-Identifier: MIT */
/* What the parts of tlbcheck share; the order of things is told in check.c. */
#ifndef TLB_CHECKER_H
#define TLB_CHECKER_H

#include "tools/tlb/model.h"

#define GLOBAL	  ASIDS /* the kin of entries with G */
#define MEMOS	  1024
#define TICK	  16384 /* blocks of code after which a hart speculates again */
#define BUCKETS	  (1u << 15)
#define SNAPSHOTS 64

/* One translation, or one pointer to a lower table, that this hart may still hold. */
struct entry {
	struct list chain; /* of its bucket */
	struct list kin;   /* of its ASID, or of the global ones; pointers apart */
	struct list all;
	uint64_t base; /* first virtual address that it covers */
	uint64_t pte;
	uint64_t space; /* for which it was filled; 0: the kernel half, which all share */
	uint64_t owed; /* number of the first complete flush that should have removed it; 0: none */
	uint32_t generation; /* of the frame it points to, when it was filled */
	uint16_t asid;
	uint8_t level;
	bool leaf;
};

/*
 * A page of which everything kept was found equal to what memory said. It stays so while memory says the
 * same, until entries are removed or added: the epoch counts that.
 */
struct memo {
	uint64_t page, satp;
	uint64_t pte[LEVELS];
	const uint64_t *slot[LEVELS];
	const struct frame *frame; /* of a user page, which must stay in use; or NULL */
	uint32_t epoch;
};

/* The entries of one table of the kernel half that were invalid when a walker may have looked. */
struct snapshot {
	const uint64_t *table;
	uint64_t invalid[TABLE_ENTRIES / 64];
};

struct tally {
	uint64_t accesses, checks, fills, pending, spurious, loads, roots, blocks, hints;
	uint64_t fences[2][2]; /* [one ASID][one page] */
};

struct checker {
	uint32_t epoch;
	uint64_t loaded_at; /* in blocks */
	struct memo memos[MEMOS];
	struct list buckets[BUCKETS];
	struct list kin[ASIDS + 1][2]; /* [asid][leaf] */
	struct list all;
	struct list unused;
	struct snapshot snapshots[SNAPSHOTS];
	unsigned int snapshot_count;
	struct tally tally;
};

/* ---- entries.c: the hart's lock is held ---------------------------------------------------------- */

bool entries_start(struct checker *c);
struct list *entries_at(struct checker *c, bool leaf, int level, uint64_t va);
static inline bool entry_is_at(const struct entry *e, bool leaf, int level, uint64_t va)
{
	return e->leaf == leaf && e->level == level && e->base == level_base(va, level);
}
static inline bool entry_applies(const struct entry *e, const struct satp *satp)
{
	return e->pte & PTE_G || e->asid == satp->asid;
}
/* Keeps what the walk found at `level`, unless it is kept already. */
void entries_keep(struct hart *hart, uint64_t va, const struct walk *walk, int level);
void entries_remove(struct checker *c, struct entry *e);
void entries_remove_list(struct checker *c, struct list *kin);
void entries_remove_all(struct checker *c);

/* ---- how an entry and memory differ (check.c) ------------------------------------------------------ */

enum verdict { SAME, WEAKER, STRONGER, ELSEWHERE };

enum verdict compare_leaf(const struct entry *e, uint64_t va, const struct walk *now);
bool same_pointer(const struct entry *e, const struct walk *now);
/* All that the hart keeps for the page; then what memory says is kept too. */
void check_access(const struct access *a);

/* ---- load.c ----------------------------------------------------------------------------------------- */

void check_load(struct hart *hart, uint64_t satp, uint64_t pc);
void speculate(struct hart *hart);
/* After a fence of everything: what is invalid now may be cached at once. */
void snapshot_kernel_half(struct hart *hart);
/* The hart may still take this entry of a table for invalid; asked once, as then it is forgotten. */
bool snapshot_take(struct checker *c, const uint64_t *slot);

/* ---- fence.c, hints.c --------------------------------------------------------------------------------- */

void check_fence(struct hart *hart, const struct fence *fence);
void check_hint(struct hart *hart, unsigned int number, const uint64_t a[3], uint64_t pc);

/* ---- report.c ------------------------------------------------------------------------------------------ */

/* What can be wrong. The first word names it in reports and in docs/tlb.md. */
#define ERRORS(X)                                                                                \
	X(STALE_FLUSHED, "stale-flushed",                                                        \
	  "an entry is used after the flush that ends it was complete")                          \
	X(STALE_FRAME, "stale-frame", "an entry is used after the frame it maps was given back") \
	X(STALE_POINTER, "stale-pointer",                                                        \
	  "a cached pointer to a table that is no longer there is used")                         \
	X(OTHER_SPACE, "other-space", "an entry of another space is used under this ASID")       \
	X(KERNEL_STALE, "kernel-stale", "the kernel half changed and this hart has not fenced")  \
	X(KERNEL_WEAKER, "kernel-weaker",                                                        \
	  "the kernel half gained a right and this hart has not fenced")                         \
	X(ROOT_FREE, "root-free", "the loaded root is free")                                     \
	X(TABLE_REACHED, "table-reached", "a free table can be reached from a loaded root")      \
	X(TABLE_CACHED, "table-cached",                                                          \
	  "a pointer to a free table is cached under the loaded ASID")                           \
	X(KERNEL_HALF_DIFFERS, "kernel-half", "the kernel half of the root is not the kernel's") \
	X(USER_GLOBAL, "user-global", "a mapping in the user half is global")                    \
	X(KERNEL_USER, "kernel-user", "a mapping in the kernel half is for user mode")           \
	X(FRAME_MAPPED, "frame-mapped", "a free frame is mapped")                                \
	X(FRAME_TWICE, "frame-twice", "a frame was handed out, or given back, twice")

#define ERROR_NAME(id, name, text) id,
enum error { ERRORS(ERROR_NAME) ERROR_COUNT };
#undef ERROR_NAME

/* e may be NULL; otherwise the report quotes it, and `now` is what memory says instead. */
void report(enum error error, const struct access *a, const struct entry *e, uint64_t now);
void report_summary(FILE *out);

#endif
