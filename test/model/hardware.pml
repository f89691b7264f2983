/* SPDX-License-Identifier: MIT */
/*
 * satp, the TLB and the page-table walker of each hart, and what must never be true of them.
 *
 * The walker is as eager as the privileged specification permits: whatever the loaded root reaches is
 * cached at once, and kept until a fence on that hart names it. More entries only mean more chances to
 * see a wrong one, and nothing in the protocol depends on them; so this one walker stands for every one.
 *
 * The k-th change of a space changes its page k. tlb[] holds, for a hart, an ASID and a space, the state
 * of the space (how many changes had been made) of which the oldest cached entries are, plus 1; 0: none.
 * So a fence for page k removes what is exactly one change old, and older entries stay. An entry stands
 * for cached pointers to tables too: those are used only by a hart whose satp carries the ASID.
 */
#define TLB(h, asid, mm) tlb[((h) * NASIDS + (asid)) * NSPACES + (mm)]
#define ICACHE(h, mm)	 icache[(h) * NSPACES + (mm)]

byte satp_root[NHARTS] = KERNEL;
byte satp_asid[NHARTS] = ASID_KERNEL;
byte tlb[NHARTS * NASIDS * NSPACES];
#if CODE
byte icache[NHARTS * NSPACES]; /* like tlb[], of the instructions; by physical address, so without ASID */
#endif
byte runs[NHARTS] = NIL;       /* whose user code the hart executes */

/* How far changes are complete: nothing older may be used any more. */
byte pte_done[NSPACES], text_done[NSPACES];
bit tables_free[NSPACES], root_free[NSPACES];

/* The properties, by name. */
bool loaded_root_is_free, freed_table_is_walkable, stale_entry_is_used, stale_code_is_used;
bool another_space_is_seen, claim_is_not_public, asid_is_shared, count_wraps, borrow_ends_early;
bool dead_space_is_used, late_write_to_reused_frame;

#define MUST(cond, name) \
	if \
	:: !(cond) -> name = true; assert(!name) \
	:: else \
	fi

inline walk(h)
{
	if
	:: satp_root[h] < NSPACES ->
		if
		:: pte[satp_root[h]] != EMPTY && (TLB(h, satp_asid[h], satp_root[h]) == 0 ||
		   TLB(h, satp_asid[h], satp_root[h]) > pte[satp_root[h]] + 1) ->
			TLB(h, satp_asid[h], satp_root[h]) = pte[satp_root[h]] + 1
		:: else
		fi
	:: else
	fi
}

/* Fetching is as eager as walking. */
inline fetch(h)
{
#if CODE
	if
	:: satp_root[h] < NSPACES ->
		if
		:: ICACHE(h, satp_root[h]) == 0 -> ICACHE(h, satp_root[h]) = text[satp_root[h]] + 1
		:: else
		fi
	:: else
	fi
#else
	skip
#endif
}

inline forget(h, asid)
{
	j = 0;
	do
	:: j < NSPACES -> TLB(h, asid, j) = 0; j++
	:: else -> break
	od;
	j = 0
}

inline sfence_asid(h, asid)
{
	d_step { forget(h, asid); walk(h) }
}

inline sfence_all(h)
{
	d_step {
		k = 0;
		do
		:: k < NASIDS -> forget(h, k); k++
		:: else -> break
		od;
		k = 0;
		walk(h)
	}
}

inline sfence_page(h, asid, page)
{
	d_step {
		j = 0;
		do
		:: j < NSPACES && TLB(h, asid, j) == page -> TLB(h, asid, j) = 0; j++
		:: j < NSPACES && TLB(h, asid, j) != page -> j++
		:: else -> break
		od;
		j = 0;
		walk(h)
	}
}

/* The hart may now use anything that it has under its ASID, or fetch any instruction. */
inline check_use(h)
{
	MUST(satp_root[h] == runs[h], another_space_is_seen);
	MUST(TLB(h, satp_asid[h], runs[h]) == 0 || TLB(h, satp_asid[h], runs[h]) > pte_done[runs[h]],
	     stale_entry_is_used);
#if CODE
	MUST(ICACHE(h, runs[h]) == 0 || ICACHE(h, runs[h]) > text_done[runs[h]], stale_code_is_used);
#endif
	j = 0;
	do
	:: j < NSPACES ->
		MUST(j == runs[h] || TLB(h, satp_asid[h], j) == 0, another_space_is_seen);
		j++
	:: else -> break
	od;
	j = 0
}

#define CHECK_USE_OF(h, mm) \
	if \
	:: runs[h] == mm -> check_use(h) \
	:: else \
	fi

#define DATA_OF(h, mm) ((mm) * 16 + TLB(h, satp_asid[h], mm))
#define CHECK_WRITE_OF(h, mm) \
	MUST(waiting_value[AT(h, DATA)] == 0 || waiting_value[AT(h, DATA)] / 16 != mm || \
	     waiting_value[AT(h, DATA)] % 16 > pte_done[mm], late_write_to_reused_frame)

/* A change is complete: whoever runs code of the space now must have seen it, and what was written
 * through the old mapping must have landed, because the frame may be somebody else's from here on. */
inline check_users(mm)
{
	CHECK_USE_OF(0, mm);
	CHECK_WRITE_OF(0, mm);
#if NHARTS > 1
	CHECK_USE_OF(1, mm);
	CHECK_WRITE_OF(1, mm);
#endif
#if NHARTS > 2
	CHECK_USE_OF(2, mm);
	CHECK_WRITE_OF(2, mm);
#endif
}

#define CHECK_FREED_ON(h, mm) \
	MUST(!tables_free[mm] || (TLB(h, satp_asid[h], mm) == 0 && \
	     (satp_root[h] != mm || pte[mm] == EMPTY)), freed_table_is_walkable); \
	MUST(!root_free[mm] || satp_root[h] != mm, loaded_root_is_free)

inline check_freed(mm)
{
	CHECK_FREED_ON(0, mm);
#if NHARTS > 1
	CHECK_FREED_ON(1, mm);
#endif
#if NHARTS > 2
	CHECK_FREED_ON(2, mm);
#endif
}

#define CHECK_ASID_AGAINST(h, other) \
	MUST(h == other || satp_root[h] == satp_root[other] || satp_asid[h] != satp_asid[other], \
	     asid_is_shared)

inline write_satp(h, mm, asid)
{
	d_step {
		satp_root[h] = mm;
		satp_asid[h] = asid;
		walk(h);
		fetch(h);
		CHECK_FREED_ON(h, 0);
#if NSPACES > 1
		CHECK_FREED_ON(h, 1);
#endif
#if NSPACES > 2
		CHECK_FREED_ON(h, 2);
#endif
#if ASID
		CHECK_ASID_AGAINST(h, 0);
#if NHARTS > 1
		CHECK_ASID_AGAINST(h, 1);
#endif
#if NHARTS > 2
		CHECK_ASID_AGAINST(h, 2);
#endif
#endif
	}
}

inline fence_i(h)
{
#if CODE
	d_step {
		j = 0;
		do
		:: j < NSPACES -> ICACHE(h, j) = 0; j++
		:: else -> break
		od;
		j = 0;
		fetch(h)
	}
#else
	skip
#endif
}
