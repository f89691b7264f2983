/* SPDX-License-Identifier: MIT */
#ifndef INIT_SAY_H
#define INIT_SAY_H

/* One line on the kernel's console: the two texts with ": " between them. */
void say(const char *who, const char *what);
/* "NAME: not a program: WHY" */
void say_not_program(const char *name, const char *why);

#endif
