// SPDX-License-Identifier: MIT
#include "lines.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 128

static bool keep(struct lines *lines, char *text)
{
	if (lines->count == lines->room) {
		size_t room = lines->room ? 2 * lines->room : FIRST_ROOM;
		char **line = realloc(lines->line, room * sizeof(*line));

		if (!line)
			return false;
		lines->line = line;
		lines->room = room;
	}
	lines->line[lines->count++] = text;
	return true;
}

/* The next line of any length, allocated; NULL: end, error, or no memory (*failed). */
static char *next_line(FILE *file, bool *failed)
{
	size_t len = 0, room = 0;
	char *text = NULL;
	int c;

	while ((c = getc(file)) != EOF) {
		if (len + 1 >= room) {
			char *more = realloc(text, room = room ? 2 * room : 64);

			if (!more) {
				*failed = true;
				break;
			}
			text = more;
		}
		if (c == '\n')
			break;
		text[len++] = (char)c;
	}
	*failed |= ferror(file) != 0;
	if (*failed || !text) {
		free(text);
		return NULL;
	}
	text[len] = '\0';
	return text;
}

bool lines_read(struct lines *lines, FILE *file)
{
	bool failed = false;
	char *text;

	while ((text = next_line(file, &failed))) {
		if (!keep(lines, text)) {
			free(text);
			return false;
		}
	}
	return !failed;
}

/* qsort has no way to hand this on. */
static const struct order *current;

static int compare_keys(const char *a, const char *b)
{
	if (current->numeric) {
		double x = strtod(a, NULL), y = strtod(b, NULL);

		return (x > y) - (x < y);
	}
	return strcmp(a, b);
}

/* Lines with equal numbers are ordered as text, so that nothing depends on how qsort treats equal ones. */
static int compare(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	int result = compare_keys(x, y);

	if (result == 0)
		result = strcmp(x, y);
	return current->reverse ? -result : result;
}

void lines_sort(struct lines *lines, const struct order *order)
{
	current = order;
	if (lines->count)
		qsort(lines->line, lines->count, sizeof(*lines->line), compare);
}

bool lines_write(const struct lines *lines, const struct order *order, FILE *file)
{
	current = order;
	for (size_t i = 0; i < lines->count; i++) {
		if (order->unique && i && compare_keys(lines->line[i - 1], lines->line[i]) == 0)
			continue;
		if (fputs(lines->line[i], file) == EOF || putc('\n', file) == EOF)
			return false;
	}
	return fflush(file) == 0;
}

void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->line[i]);
	free(lines->line);
}
