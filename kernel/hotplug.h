/* SPDX-License-Identifier: MIT */
/*
 * Stopping harts and starting them again while the machine runs. A hart is on (it takes part in calls
 * and meetings) and open (it is given threads), or on and closed (it is being emptied), or off.
 */
#ifndef KERNEL_HOTPLUG_H
#define KERNEL_HOTPLUG_H

#include "kernel/hart.h"

/* From one kthread at a time, on another hart; may block. False: it could not be done; one line of the log
 * says why, and the hart is as before. */
bool hart_off(struct hart *h);
bool hart_back(struct hart *h);

/* The other side, on the hart itself, irqs off. */

/* Idle, and not on any more: stops. Returns only if the firmware refuses, and the hart is back. */
void hart_leave(struct hart *h);
/* Started again: waits until the others take it in. */
void hart_join(struct hart *h);

#endif
