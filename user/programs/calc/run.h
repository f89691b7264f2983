/* SPDX-License-Identifier: MIT */
#ifndef CALC_RUN_H
#define CALC_RUN_H

#include "tree.h"

/* Runs a script; errors end in fail(). */
void run(const struct node *script);

/* A function that scripts find by its name. It does not let go of its arguments. */
struct builtin {
	const char *name;
	unsigned arguments;
	struct value (*call)(int line, const struct value *argument);
};

/* NULL: no such function. */
const struct builtin *builtin_find(const char *name);

#endif
