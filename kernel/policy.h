/* SPDX-License-Identifier: MIT */
/*
 * The switches that say what an address-space switch does (design 2). Each is independent of the
 * others, and all are in every kernel.
 *
 *          on                                            off
 *   lazy   a kthread borrows the loaded mm               entering a kthread loads the kernel mm
 *   asid   satp carries an ASID; no fence on a switch    ASID 0; a fence after every load
 *   global kernel leaves carry G and survive per-ASID    no G; those fences take the kernel half along
 *          fences
 *   kpti   user mode runs on a root of its own that maps one root
 *          the trampoline only; satp is written on every
 *          trap, ASIDs come in pairs
 *
 *   borrow=count  a lazy hart holds one of mm->refs
 *   borrow=shoot  it holds none: its claim, active_mm, is what the teardown waits for
 *   defer=on      a shootdown leaves lazy harts alone; they pay when they resume
 *   defer=off     it interrupts every hart that has the space loaded
 */
#ifndef KERNEL_POLICY_H
#define KERNEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include "lib/abi.h"

/* What a list of policies names; and what stands behind borrow= and defer=. */
#define POLICY_NAMED(X) X(lazy) X(asid) X(global) X(kpti)
#define POLICY_LIST(X)	POLICY_NAMED(X) X(shoot) X(defer)

struct policy {
#define POLICY_FIELD(name) bool name;
	POLICY_LIST(POLICY_FIELD)
#undef POLICY_FIELD
};

#ifdef LORIS_SMALL
/* The small kernel knows one policy, the usual one: what depends on another one is not compiled. */
static const struct policy policy = {
	.lazy = true, .asid = true, .global = true, .shoot = true, .defer = true};
#define POLICY_CAN_BE(name) (policy.name)
#else
/* Written with all other harts stopped, each on the kernel mm; so read without a lock. */
extern struct policy policy;
#define POLICY_CAN_BE(name) true
#endif

#define POLICY_TEXT_MAX 48
#define POLICY_WANTS	"a list of lazy, asid, global, kpti, or flush; then borrow=count, defer=off"

/* "lazy,asid" or "flush" (none), followed by ",borrow=count" or ",defer=off" where that is wanted: what
 * is not listed is off, but borrow and defer as usual. ERR_INVALID leaves *out alone. */
enum err policy_parse(const char *text, struct policy *out);
/* Behind "borrow=" and "defer=". false: it is neither word, and *out is as it was. */
bool policy_parse_borrow(const char *value, size_t len, struct policy *out);
bool policy_parse_defer(const char *value, size_t len, struct policy *out);
/* As policy_parse() takes it; borrow and defer only where they are not as usual. */
void policy_format(const struct policy *p, char out[POLICY_TEXT_MAX]);

/* What boot arguments ask for, before policy_start(). */
extern struct policy policy_wanted;
/* Fewer bits than a hart has, so that rollover comes in seconds and lesser hardware can be played. */
void policy_cap_asid_bits(unsigned hart, unsigned bits);

/* Once all harts are up and their ASID widths known: takes the wanted policy into force. */
void policy_start(void);
/* This hart comes under the policy: each does when it is changed, and one that was off when it is back.
 * Irqs off, the kernel mm loaded. */
void policy_enter(void *unused);
/* Stops the harts, puts each on the kernel mm, flushes, changes the switches, goes on. From a kthread,
 * irqs on. ERR_INVALID: the machine has too few ASIDs for `asid`; ERR_NO_MEMORY: for the second roots of
 * `kpti`; then nothing changed. */
enum err policy_set(const struct policy *wanted);

/* By the boot hart, for each hart that came: its ASID width, or less if that was asked for, joins the
 * minimum. Harts may differ (hazards H34, H40). */
void policy_note_asid_bits(unsigned hart, unsigned bits);
unsigned policy_asid_bits(void);

#endif
