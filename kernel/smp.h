/* SPDX-License-Identifier: MIT */
/*
 * Calls to other harts: "run this there and tell me when it is done". Shootdowns, leaving a dead mm,
 * snapshots of counters and stopping the machine all go through here.
 */
#ifndef KERNEL_SMP_H
#define KERNEL_SMP_H

#include "kernel/hart.h"

struct smp_call {
	void (*fn)(
		void *arg); /* runs on the other hart, irqs off; must not block or call in turn */
	void *arg;
};

/* Runs fn(arg) on each hart of `mask` (indexes; this hart excluded by the caller) and waits until all
 * have done it, answering calls to this hart meanwhile. Irqs off; no leaf lock held. Returns how many.
 * Between finding out the mask and this call nothing is answered: harts leave in meetings, so none of
 * the mask can be gone (hazard H23). */
unsigned smp_call(uint64_t mask, void (*fn)(void *arg), void *arg);

/* Answers calls made to this hart. Irqs off, not in the middle of a switch. */
void smp_serve_calls(void);

/* Something in which all harts take part. Every function runs with irqs off, takes no lock that is held
 * while waiting for other harts, and makes no calls. */
struct smp_meeting {
	void (*arrive)(void *arg); /* on each hart, which then waits */
	void (*alone)(void *arg);  /* on the caller, when all wait */
	void (*leave)(void *arg);  /* on each hart, after that; may be NULL */
	void *arg;
};

/* From a kthread or while booting; not under a lock. One meeting at a time, the others queue. */
void smp_meet(const struct smp_meeting *m);

/* All harts that are on, but this one. Irqs off. */
uint64_t smp_others(void);

/* Interrupts a hart so that it looks at its run queue. */
void smp_reschedule(struct hart *h);

#endif
