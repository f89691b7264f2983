/* SPDX-License-Identifier: MIT */
/* The lines of the input, in memory. */
#ifndef SORT_LINES_H
#define SORT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct lines {
	char **line; /* each its own allocation, without its newline */
	size_t count, room;
};

struct order {
	bool numeric, reverse, unique;
};

/* Appends all that the file has. False: no memory, or an error of the file (ferror). */
bool lines_read(struct lines *lines, FILE *file);

void lines_sort(struct lines *lines, const struct order *order);

/* Writes the sorted lines, of equal ones only the first if they are to be unique. */
bool lines_write(const struct lines *lines, const struct order *order, FILE *file);

void lines_free(struct lines *lines);

#endif
