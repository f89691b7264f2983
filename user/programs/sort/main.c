// SPDX-License-Identifier: MIT
/*
 * sort [-nru] [-o FILE] [FILE...]: sorts lines, of its standard input if no file is named. -n: by the number
 * that they begin with, -r: the other way round, -u: only one of equal ones, -o: into a file, which may be
 * one of those that are read.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lines.h"

static int fail(const char *what)
{
	fprintf(stderr, "sort: %s: %s\n", what, strerror(errno ? errno : ENOMEM));
	return 1;
}

static int read_file(struct lines *lines, const char *name)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
	int result = 0;

	if (!file)
		return fail(name);
	if (!lines_read(lines, file))
		result = fail(name);
	if (file != stdin)
		fclose(file);
	return result;
}

static int write_file(const struct lines *lines, const struct order *order, const char *name)
{
	FILE *file = name ? fopen(name, "w") : stdout;
	int result = 0;

	if (!file)
		return fail(name);
	if (!lines_write(lines, order, file))
		result = fail(name ? name : "output");
	if (name && fclose(file) != 0 && !result)
		result = fail(name);
	return result;
}

static int sort_files(const struct order *order, char **names, const char *out)
{
	struct lines lines = {0};
	int result = 0;

	if (!*names)
		result = read_file(&lines, "-");
	for (; *names && !result; names++)
		result = read_file(&lines, *names);
	if (!result) {
		lines_sort(&lines, order);
		result = write_file(&lines, order, out);
	}
	lines_free(&lines);
	return result;
}

int main(int argc, char **argv)
{
	struct order order = {0};
	const char *out = NULL;
	int option;

	while ((option = getopt(argc, argv, "nruo:")) != -1) {
		switch (option) {
		case 'n':
			order.numeric = true;
			break;
		case 'r':
			order.reverse = true;
			break;
		case 'u':
			order.unique = true;
			break;
		case 'o':
			out = optarg;
			break;
		default:
			fputs("usage: sort [-nru] [-o FILE] [FILE...]\n", stderr);
			return 2;
		}
	}
	return sort_files(&order, argv + optind, out);
}
