/* SPDX-License-Identifier: MIT */
#include "kernel/shell/shell.h"
#include "arch/riscv/arch.h"
#include "kernel/init.h"
#include "kernel/machine.h"
#include "kernel/printk.h"
#include "lib/string.h"

bool shell_boot_failed;

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The word that begins here, without its quotes, which hold blanks together. Returns what is behind it. */
static char *take_word(char *line)
{
	char *to = line, quote = '\0';

	for (; *line && (quote || !is_blank(*line)); line++) {
		if (quote ? *line == quote : *line == '"' || *line == '\'')
			quote = quote ? '\0' : *line;
		else
			*to++ = *line;
	}
	if (*line)
		line++;
	*to = '\0';
	return line;
}

/* Words are what stands between blanks. Returns how many, or -1: too many. */
static int split(char *line, char **words)
{
	int n = 0;

	for (;;) {
		while (is_blank(*line))
			line++;
		if (!*line)
			break;
		if (n == SHELL_WORDS_MAX)
			return -1;
		words[n++] = line;
		line = take_word(line);
	}
	words[n] = NULL;
	return n;
}

static int run_line(char *line)
{
	static char *words[SHELL_WORDS_MAX + 1];
	int n = split(line, words);

	if (n < 0) {
		console_printf("a command has at most %u words\n", SHELL_WORDS_MAX);
		return SHELL_FAILED;
	}
	return n ? shell_run(n, words) : SHELL_OK;
}

/* ---- commands that the boot arguments ask for ------------------------------------------------ */

static int run_boot_command(const char *command, size_t len)
{
	static char line[SHELL_LINE_SIZE];

	console_printf(SHELL_PROMPT "%.*s\n", (int)len, command);
	if (len >= SHELL_LINE_SIZE) {
		console_printf("a command has at most %u characters\n", SHELL_LINE_SIZE - 1);
		return SHELL_FAILED;
	}
	memcpy(line, command, len);
	line[len] = '\0';
	return run_line(line);
}

static void run_boot_commands(const char *text)
{
	while (*text) {
		const char *end = strchr(text, ';');
		size_t len = end ? (size_t)(end - text) : strlen(text);

		while (len && is_blank(*text)) {
			text++;
			len--;
		}
		if (len && run_boot_command(text, len) != SHELL_OK) {
			shell_boot_failed = true;
			console_printf("run: failed: %.*s\n", (int)len, text);
		}
		jobs_report();
		text += len + (end != NULL);
	}
}

void shell_main(void *unused)
{
	static char line[SHELL_LINE_SIZE];

	(void)unused;
	boot_memory_free(); /* harts are on their own, and nothing of it is called from here on */
	init_start();
	if (boot_run)
		run_boot_commands(boot_run);
	for (;;) {
		jobs_report();
		line_read(line);
		run_line(line);
	}
}
