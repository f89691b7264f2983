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
 *
 * kpti, borrow= and defer= join this list when they exist.
 */
#ifndef KERNEL_POLICY_H
#define KERNEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include "lib/abi.h"

#define POLICY_LIST(X) \
	X(lazy)        \
	X(asid)        \
	X(global)

struct policy {
#define POLICY_FIELD(name) bool name;
	POLICY_LIST(POLICY_FIELD)
#undef POLICY_FIELD
};

/* Written with all other harts stopped, each on the kernel mm; so read without a lock. */
extern struct policy policy;

#define POLICY_TEXT_MAX 32

/* "lazy,asid" or "flush" (none). ERR_INVALID leaves *out alone. */
enum err policy_parse(const char *text, struct policy *out);
void policy_format(const struct policy *p, char out[POLICY_TEXT_MAX]);

/* What boot arguments ask for, before policy_start(). */
extern struct policy policy_wanted;
extern unsigned policy_asid_bits_cap;

/* Once all harts are up and their ASID widths known: takes the wanted policy into force. */
void policy_start(void);
/* Stops the harts, puts each on the kernel mm, flushes, changes the switches, goes on. From a kthread,
 * irqs on. ERR_INVALID: the machine has too few ASIDs for `asid`; then nothing changed. */
enum err policy_set(const struct policy *wanted);

/* By the boot hart, for each hart that came: its ASID width joins the minimum. */
void policy_note_asid_bits(unsigned bits);
unsigned policy_asid_bits(void);

#endif
