// SPDX-License-Identifier: MIT
/*
 * hello [WORD...] [-f FILE]: prints its arguments, a computed number and a file of the ramdisk.
 * Plain C, with nothing of Loris in it: what the C library and its operating-system part must
 * carry.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *joined(int argc, char **argv)
{
	size_t len = 1;
	char *text;

	for (int i = 0; i < argc; i++)
		len += strlen(argv[i]) + 1;
	text = calloc(1, len);
	for (int i = 0; text && i < argc; i++) {
		strcat(text, argv[i]);
		strcat(text, i + 1 < argc ? " " : "");
	}
	return text;
}

static int print_file(const char *name)
{
	char line[128];
	FILE *file = fopen(name, "r");

	if (!file) {
		fprintf(stderr, "hello: %s: %s\n", name, strerror(errno));
		return 1;
	}
	while (fgets(line, sizeof(line), file))
		printf("%s: %s", name, line);
	fclose(file);
	return 0;
}

int main(int argc, char **argv)
{
	int has_file = argc > 2 && strcmp(argv[argc - 2], "-f") == 0;
	int words = has_file ? argc - 2 : argc;
	char *text = joined(words, argv);

	if (!text) {
		perror("hello");
		return 1;
	}
	printf("hello from Loris, %d arguments: %s\n", words - 1, text);
	printf("pi is %.9f, the square root of 2 is %g\n", 4 * atan(1), sqrt(2));
	free(text);
	return has_file ? print_file(argv[argc - 1]) : 0;
}
