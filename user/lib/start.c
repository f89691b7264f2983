// SPDX-License-Identifier: MIT
/*
 * From the start block to main(). Kept free of stdio and malloc, so that a program that
 * uses neither stays one page.
 */
#include <stddef.h>
#include <stdlib.h>
#include <picotls.h> /* needs stdlib.h before it, which says whether there is TLS */
#include "user/lib/start.h"

extern void (*const __init_array_start[])(void);
extern void (*const __init_array_end[])(void);
extern char __tls_main[];
extern __typeof__(loris_start) loris_start __attribute__((weak));

extern int main(int argc, char **argv, char **envp);

static int count_strings(const char *block, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len; i++)
		n += block[i] == '\0';
	return n;
}

/* Points argv at the strings where they lie; the last byte is a NUL, or there is none. */
static void split_strings(char *block, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		argv[i] = block;
		while (*block++)
			;
	}
	argv[argc] = NULL;
}

_Noreturn void loris_process_main(struct loris_start *block, size_t len)
{
	char *strings = (char *)(block + 1);
	int argc = count_strings(strings, len - sizeof(*block));
	char *argv[argc + 1];

	if (&loris_start)
		loris_start = block;
	_init_tls(__tls_main);
	split_strings(strings, argc, argv);
	for (void (*const *init)(void) = __init_array_start; init < __init_array_end; init++)
		(*init)();
	exit(main(argc, argv, &argv[argc]));
}
