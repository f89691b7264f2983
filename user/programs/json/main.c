// SPDX-License-Identifier: MIT
/*
 * json [-c | -q] [FILE...]: prints JSON texts with a line for each value; -c: in one line; -q: only checks
 * them and says what there was. Without a file, its standard input. Status 1 if any was wrong.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "json.h"

static int run(FILE *file, const char *name, enum style style)
{
	struct json json;

	json_begin(&json, file, stdout, style);
	if (!json_run(&json) || ferror(file)) {
		if (style != SILENT)
			putchar('\n');
		fflush(stdout);
		fprintf(stderr, "json: %s:%ld:%ld: %s\n", name, json.line, json.column,
			ferror(file) ? strerror(errno) : json.error);
		return 1;
	}
	if (style == SILENT)
		printf("%s: %lu values, %lu strings, %lu numbers\n", name, json.values,
		       json.strings, json.numbers);
	return 0;
}

static int run_name(const char *name, enum style style)
{
	FILE *file = fopen(name, "r");
	int result;

	if (!file) {
		fprintf(stderr, "json: %s: %s\n", name, strerror(errno));
		return 1;
	}
	result = run(file, name, style);
	fclose(file);
	return result;
}

int main(int argc, char **argv)
{
	enum style style = PRETTY;
	int option, result = 0;

	while ((option = getopt(argc, argv, "cq")) != -1) {
		if (option == '?') {
			fputs("usage: json [-c | -q] [FILE...]\n", stderr);
			return 2;
		}
		style = option == 'c' ? COMPACT : SILENT;
	}
	if (optind == argc)
		return run(stdin, "input", style);
	for (; optind < argc; optind++)
		result |= run_name(argv[optind], style);
	return result;
}
