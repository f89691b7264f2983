/* SPDX-License-Identifier: MIT */
/* How a script ends early: with a message and a jump back to main. What it had allocated goes with the process. */
#ifndef CALC_ERROR_H
#define CALC_ERROR_H

__attribute__((format(printf, 2, 3))) _Noreturn void fail(int line, const char *format, ...);

/* malloc and realloc that fail like this. */
void *allocate(void *old, unsigned long size);

#endif
