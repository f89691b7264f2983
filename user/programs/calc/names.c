// SPDX-License-Identifier: MIT
#include "names.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "error.h"

#define FIRST_SIZE 8

static size_t hash(const char *text)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	while (*text)
		h = (h ^ (unsigned char)*text++) * 16777619u;
	return h;
}

/* Where it is, or where it would be. */
static struct name *place(const struct names *names, const char *text)
{
	size_t i = hash(text);

	for (;; i++) {
		struct name *name = &names->slot[i & (names->size - 1)];

		if (!name->text || strcmp(name->text, text) == 0)
			return name;
	}
}

struct name *names_find(const struct names *names, const char *text)
{
	struct name *name = names->size ? place(names, text) : NULL;

	return name && name->text ? name : NULL;
}

static void grow(struct names *names)
{
	struct names bigger = {.size = names->size ? 2 * names->size : FIRST_SIZE,
			       .count = names->count};

	bigger.slot = allocate(NULL, bigger.size * sizeof(*bigger.slot));
	memset(bigger.slot, 0, bigger.size * sizeof(*bigger.slot));
	for (size_t i = 0; i < names->size; i++) {
		if (names->slot[i].text)
			*place(&bigger, names->slot[i].text) = names->slot[i];
	}
	free(names->slot);
	*names = bigger;
}

struct name *names_add(struct names *names, const char *text)
{
	struct name *name;

	if (4 * (names->count + 1) > 3 * names->size)
		grow(names);
	name = place(names, text);
	if (!name->text) {
		name->text = text;
		names->count++;
	}
	return name;
}

void names_end(struct names *names)
{
	for (size_t i = 0; i < names->size; i++) {
		if (names->slot[i].text)
			value_drop(names->slot[i].value);
	}
	free(names->slot);
	*names = (struct names){0};
}
