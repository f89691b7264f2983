/* SPDX-License-Identifier: MIT */
#ifndef LORIS_USER_TSS_H
#define LORIS_USER_TSS_H

/* Calls the destructors of what this thread has; not there in a program that makes no key. */
void loris_tss_end(void) __attribute__((weak));

#endif
