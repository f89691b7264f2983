/* SPDX-License-Identifier: MIT */
/*
 * Every fence of the protocol by name, so that a mutant can take one away. What each holds apart is said
 * where it stands, in hart.pml. A full or release fence that is gone lets stores wait; an acquire fence
 * that is gone lets two loads change places (SWAPPED).
 */
#ifdef MUTANT_NO_FENCE_LOAD
#define FENCE_LOAD true
#else
#define FENCE_LOAD fence_full(h)
#endif

#ifdef MUTANT_NO_FENCE_RESUME
#define FENCE_RESUME true
#else
#define FENCE_RESUME fence_full(h)
#endif

#ifdef MUTANT_NO_FENCE_FLUSH_PTE
#define FENCE_FLUSH_PTE true
#else
#define FENCE_FLUSH_PTE fence_full(h)
#endif

#ifdef MUTANT_NO_FENCE_FLUSH_SCAN
#define FENCE_FLUSH_SCAN true
#else
#define FENCE_FLUSH_SCAN fence_full(h)
#endif

#ifdef MUTANT_NO_FENCE_LEAVE_SCAN
#define FENCE_LEAVE_SCAN true
#else
#define FENCE_LEAVE_SCAN fence_full(h)
#endif

#ifdef MUTANT_NO_FENCE_EACH_CLAIM
#define FENCE_EACH_CLAIM true
#else
#define FENCE_EACH_CLAIM fence_full(h)
#endif

#ifdef MUTANT_NO_FENCE_ANNOUNCE
#define FENCE_ANNOUNCE skip
#else
#define FENCE_ANNOUNCE fence_release(h)
#endif

#ifdef MUTANT_NO_FENCE_ACTIVE_LOADING
#define FENCE_ACTIVE_LOADING skip
#else
#define FENCE_ACTIVE_LOADING fence_release(h)
#endif

#ifdef MUTANT_NO_FENCE_USER_LEAVES
#define FENCE_USER_LEAVES true
#else
#define FENCE_USER_LEAVES fence_full(h)
#endif
