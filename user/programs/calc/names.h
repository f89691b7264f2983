/* SPDX-License-Identifier: MIT */
/* A table of names: variables of a call, or all functions. */
#ifndef CALC_NAMES_H
#define CALC_NAMES_H

#include <stddef.h>
#include "value.h"

struct names {
	struct name {
		const char *text; /* the tree's */
		struct value value;
		const void *more; /* a function's tree */
	} * slot;		  /* open addressing; text NULL: free */
	size_t count, size;	  /* a power of two, or 0 */
};

/* NULL: no such name. */
struct name *names_find(const struct names *names, const char *text);

/* Finds it or makes it, with a value of nil. */
struct name *names_add(struct names *names, const char *text);

/* Lets go of all values. */
void names_end(struct names *names);

#endif
