/* SPDX-License-Identifier: MIT */
/* What the parts of crash know of each other. */
#ifndef LORIS_CRASH_H
#define LORIS_CRASH_H

/* Calls the kernel with what no caller may give. Returns the exit status: 0 if all was refused. */
int bad_calls(void);

#endif
