// SPDX-License-Identifier: MIT
/* All of a directory at once. */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct list {
	struct dirent **entry;
	size_t count, room;
};

typedef int filter(const struct dirent *entry);

int alphasort(const struct dirent **a, const struct dirent **b)
{
	return strcoll((*a)->d_name, (*b)->d_name);
}

static bool add(struct list *list, const struct dirent *entry)
{
	struct dirent *copy = malloc(sizeof(*copy));

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		struct dirent **more = realloc(list->entry, room * sizeof(*more));

		if (!more) {
			free(copy);
			return false;
		}
		list->entry = more;
		list->room = room;
	}
	if (!copy)
		return false;
	*copy = *entry;
	list->entry[list->count++] = copy;
	return true;
}

/* Returns 0 or an errno. */
static int read_all(struct list *list, DIR *dir, filter *wanted)
{
	struct dirent *entry;

	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		if (wanted && !wanted(entry))
			continue;
		if (!add(list, entry))
			return ENOMEM;
	}
	return errno;
}

static void drop(struct list *list)
{
	while (list->count)
		free(list->entry[--list->count]);
	free(list->entry);
}

int scandir(const char *name, struct dirent ***entries, filter *wanted,
	    int (*compare)(const struct dirent **, const struct dirent **))
{
	struct list list = {0};
	DIR *dir = opendir(name);
	int err;

	if (!dir)
		return -1;
	err = read_all(&list, dir, wanted);
	closedir(dir);
	if (err) {
		drop(&list);
		errno = err;
		return -1;
	}
	if (compare && list.count)
		qsort(list.entry, list.count, sizeof(*list.entry),
		      (int (*)(const void *, const void *))compare);
	*entries = list.entry;
	return (int)list.count;
}
