/* SPDX-License-Identifier: MIT */
/*
 * Ending it all.
 */
#ifndef KERNEL_MACHINE_H
#define KERNEL_MACHINE_H

/* Stops the other harts, prints the status line that tools/run looks for, ends the machine. */
_Noreturn void machine_power_off(unsigned status);

/* Boot arguments that the shell asks for. */
extern const char *boot_run; /* commands to run at boot; NULL: none */

#endif
