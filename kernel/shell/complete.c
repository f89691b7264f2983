/* SPDX-License-Identifier: MIT */
/* TAB: the first word is a command, the one after `help` too; every other word is a file's name. */
#include "kernel/shell/shell.h"
#include "kernel/printk.h"
#include "kernel/ramdisk.h"
#include "lib/string.h"

#define BEFORE_HELP "help "

static bool wants_command(const char *line, size_t word)
{
	size_t at = 0;

	while (line[at] == ' ')
		at++;
	if (at >= word)
		return true;
	return strncmp(line + at, BEFORE_HELP, sizeof(BEFORE_HELP) - 1) == 0;
}

/* NULL past the last. */
static const char *candidate(bool commands, unsigned i)
{
	const struct ramdisk_file *file;

	if (commands)
		return shell_commands[i].name;
	file = ramdisk_file(i);
	return file ? file->name : NULL;
}

struct matches {
	const char *first;
	size_t common; /* length of what all have in common */
	unsigned count;
};

static struct matches find_matches(bool commands, const char *word, size_t len)
{
	struct matches m = {NULL, 0, 0};
	const char *name;

	for (unsigned i = 0; (name = candidate(commands, i)); i++) {
		if (strncmp(name, word, len) != 0)
			continue;
		if (!m.count++) {
			m.first = name;
			m.common = strlen(name);
		}
		while (strncmp(name, m.first, m.common) != 0)
			m.common--;
	}
	return m;
}

static void list_matches(bool commands, const char *word, size_t len)
{
	const char *name;

	console_printf("\n");
	for (unsigned i = 0; (name = candidate(commands, i)); i++)
		if (strncmp(name, word, len) == 0)
			console_printf("%s  ", name);
	console_printf("\n");
}

bool complete(const char *line, size_t cursor, bool list, void (*insert)(char c))
{
	size_t word = cursor, len;
	struct matches m;
	bool commands;

	while (word && line[word - 1] != ' ')
		word--;
	len = cursor - word;
	commands = wants_command(line, word);
	m = find_matches(commands, line + word, len);
	if (m.count > 1 && m.common == len && list) {
		list_matches(commands, line + word, len);
		return true;
	}
	for (size_t i = len; m.count && i < m.common; i++)
		insert(m.first[i]);
	if (m.count == 1)
		insert(' ');
	return false;
}
