/* SPDX-License-Identifier: MIT */
/*
 * Memory as weak as RVWMO lets it be, for what the protocol stores with plain stores.
 *
 * Stores: each hart has a buffer with at most one waiting store per address. Stores to different
 * addresses leave it in any order, at any time; `fence rw,w` begins a new group, and a group leaves only
 * when the one before it has left; `fence rw,rw`, and every atomic instruction with aq and rl, waits
 * until all have left. A second store to an address replaces the first: that one has then been visible
 * for no time, which is one of the things that may happen.
 *
 * Loads take place where they stand. Where the kernel has a fence between two loads that matter in
 * their order, the model has the order; where it has none, the model tries both orders. A mutant that
 * takes a fence away swaps what it held apart. Loads are never late past a later store of their own
 * hart: each such pair of the protocol has a dependency or a fence.
 */
#define USER_MM	   0
#define LOADING	   1
#define ACTIVE	   2
#define CHANGED	   3 /* a PTE, or instructions, of the space changing[h] */
#define KIND_GEN   4 /* its tlb_gen or code_gen */
#define CHANGES	   5
#define GENERATION 6 /* asid_generation */
#define DATA	   7 /* what a user thread wrote through its mapping (DATA_OF) */
#define LOCS	   8

#define AT(h, loc) ((h) * LOCS + (loc))

byte group[NHARTS * LOCS];   /* of the store that waits; the first to leave is 1, 0: none waits */
byte waiting_value[NHARTS * LOCS];
byte waiting[NHARTS];        /* how many */
byte last_group[NHARTS] = 1; /* the one that the next store belongs to */

#define fence_full(h) (waiting[h] == 0)

inline store(h, loc, v)
{
	d_step {
		if
		:: group[AT(h, loc)] == 0 -> waiting[h]++
		:: else
		fi;
		group[AT(h, loc)] = last_group[h];
		waiting_value[AT(h, loc)] = v
	}
}

inline fence_release(h)
{
	d_step {
		j = 0;
		do
		:: j < LOCS && group[AT(h, j)] != last_group[h] -> j++
		:: else -> break
		od;
		if
		:: j < LOCS -> last_group[h]++
		:: else
		fi;
		j = 0
	}
}

/* It has left. When its group has, the next becomes the first. */
inline gone(h, loc)
{
	group[AT(h, loc)] = 0;
	waiting_value[AT(h, loc)] = 0;
	waiting[h]--;
	j = 0;
	do
	:: j < LOCS && group[AT(h, j)] != 1 -> j++
	:: else -> break
	od;
	if
	:: j == LOCS && waiting[h] == 0 -> last_group[h] = 1
	:: j == LOCS && waiting[h] > 0 ->
		last_group[h]--;
		j = 0;
		do
		:: j < LOCS && group[AT(h, j)] > 0 -> group[AT(h, j)]--; j++
		:: j < LOCS && group[AT(h, j)] == 0 -> j++
		:: else -> break
		od
	:: else
	fi;
	j = 0
}

#define GOES_OUT(h, loc, memory) \
	:: d_step { group[AT(h, loc)] == 1 -> memory = waiting_value[AT(h, loc)]; gone(h, loc) }
#define GOES_OUT_KIND(h, loc, code, tlb) \
	:: d_step { \
		group[AT(h, loc)] == 1 -> \
		if \
		:: change_is_code[h] -> code = waiting_value[AT(h, loc)] \
		:: else -> tlb = waiting_value[AT(h, loc)] \
		fi; \
		gone(h, loc) \
	}
#define ALL_THAT_GO_OUT(h) \
	GOES_OUT(h, USER_MM, user_mm[h]) \
	GOES_OUT(h, LOADING, loading_mm[h]) \
	GOES_OUT(h, ACTIVE, active_mm[h]) \
	GOES_OUT_KIND(h, CHANGED, text[changing[h]], pte[changing[h]]) \
	GOES_OUT_KIND(h, KIND_GEN, code_gen[changing[h]], tlb_gen[changing[h]]) \
	GOES_OUT(h, CHANGES, changes[changing[h]]) \
	GOES_OUT(h, GENERATION, asid_generation) \
	GOES_OUT(h, DATA, written)

proctype memory()
{
	byte j;
end:	do
	ALL_THAT_GO_OUT(0)
#if NHARTS > 1
	ALL_THAT_GO_OUT(1)
#endif
#if NHARTS > 2
	ALL_THAT_GO_OUT(2)
#endif
	od
}
