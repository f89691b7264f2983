/* SPDX-License-Identifier: MIT */
/*
 * Every switch counter there is: one list, many views. It yields the struct that SYS_stats fills, the
 * kernel's per-hart counters, the table and the JSON keys of the shell's `sw`.
 *
 * X(name, group, what it counts). Counters of one group print together. All are 64-bit, count up from
 * the moment a hart starts counting (kernel/stats.c), and are written only by their own hart with its
 * interrupts off: no atomics, which would be the very cost that is being measured.
 *
 * docs/counters.md states the identities that hold between them; kernel/stats_check.c checks them.
 */
#ifndef LORIS_COUNTERS_H
#define LORIS_COUNTERS_H

#include <stdint.h>

#define LORIS_COUNTERS(X)                                                                         \
	/* The six transitions: exactly one moves with each switch. */                            \
	X(switches, transitions, "context switches")                                              \
	X(kernel_to_kernel, transitions, "kthread to kthread")                                    \
	X(user_to_kernel, transitions, "user thread to kthread")                                  \
	X(kernel_to_same_user, transitions, "kthread back to the space that ran before it")       \
	X(kernel_to_other_user, transitions, "kthread to another space")                          \
	X(user_to_same_user, transitions, "user thread to its sibling")                           \
	X(user_to_other_user, transitions, "user thread to another space")                        \
	/* Every csr write to satp, by cause. */                                                  \
	X(satp_writes, satp, "writes of satp")                                                    \
	X(satp_writes_switch, satp, "to load the next user thread's space")                       \
	X(satp_writes_eager, satp, "to load the kernel space on the way to a kthread (lazy off)") \
	X(satp_writes_leave, satp, "to give back a dead space that was held lazily")              \
	X(satp_writes_use, satp, "because a kthread began or ended to use a space")               \
	X(satp_writes_trap, satp, "on the way in from user mode, and back (kpti)")                \
	X(satp_writes_policy, satp, "because the policy was changed")                             \
	/* Every sfence.vma, once by kind and once by reason. */                                  \
	X(fences, fences, "sfence.vma executed")                                                  \
	X(fences_all, fences, "kind: everything (rs1 = x0, rs2 = x0)")                            \
	X(fences_asid, fences, "kind: one ASID, all addresses")                                   \
	X(fences_va_asid, fences, "kind: one address of one ASID")                                \
	X(fences_sinval, fences, "kind: likewise, by sinval.vma")                                 \
	X(fences_switch, fences, "reason: satp was loaded with ASID 0")                           \
	X(fences_rollover, fences, "reason: a new ASID generation began")                         \
	X(fences_local, fences, "reason: this hart changed a mapping it has loaded")              \
	X(fences_remote, fences, "reason: another hart changed a mapping we have loaded")         \
	X(fences_debt, fences, "reason: the space was changed while it was not loaded here")      \
	X(fences_spurious, fences, "reason: a fault on a mapping that is there")                  \
	X(fences_kernel, fences, "reason: the kernel half gained a mapping")                      \
	X(fences_policy, fences, "reason: the policy was changed")                                \
	X(icache_fences, fences, "fence.i executed")                                              \
	/* Shootdowns. */                                                                         \
	X(shootdowns, shootdown, "changes that other harts may have cached")                      \
	X(shootdown_ipis, shootdown, "harts interrupted for them")                                \
	X(shootdown_skips, shootdown, "harts left alone: the space is not loaded there")          \
	X(shootdown_deferred, shootdown, "harts left alone: they hold it lazily and pay later")   \
	X(ipis_sent, shootdown, "interrupts sent to other harts, for any reason")                 \
	X(ipis_received, shootdown, "interrupts taken from other harts")                          \
	/* ASIDs. */                                                                              \
	X(asid_kept, asid, "loads that kept a reserved or free ASID in a new generation")         \
	X(asid_allocs, asid, "loads that took a new ASID")                                        \
	X(asid_rollovers, asid, "generations begun")                                              \
	/* Spaces and who holds them. */                                                          \
	X(grabs, spaces, "borrow references taken")                                               \
	X(drops, spaces, "borrow references given back")                                          \
	X(uses, spaces, "kthreads that began to use a space")                                     \
	X(unuses, spaces, "kthreads that gave one up")                                            \
	X(mms_created, spaces, "spaces created")                                                  \
	X(mms_dead, spaces, "spaces whose last user left")                                        \
	X(mms_freed, spaces, "spaces whose last borrower left")                                   \
	/* The rest of a hart's life. */                                                          \
	X(page_faults, hart, "page faults taken")                                                 \
	X(timer_ticks, hart, "timer interrupts")                                                  \
	X(steals, hart, "threads taken from another hart's queue")                                \
	X(fpu_saves, hart, "dirty FPU states saved")                                              \
	X(fpu_loads, hart, "FPU states loaded")

#define LORIS_COUNTER_FIELD(name, group, text) uint64_t name;

struct loris_stats {
	LORIS_COUNTERS(LORIS_COUNTER_FIELD)
};

#define LORIS_COUNTER_COUNT (sizeof(struct loris_stats) / sizeof(uint64_t))

#endif
