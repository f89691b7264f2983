// SPDX-License-Identifier: MIT
/* A command is the words of one program's start; there is no shell behind it. */
#include "user/lib/command.h"
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "lib/abi.h"

#define WORDS_MAX 32

/* Ends the word that begins at *at, without the quotes in it; *at is what follows. */
static char *cut_word(char **at)
{
	char *from = *at, *to = from, *word = from, quote = 0;

	for (; *from && (quote || !isspace((unsigned char)*from)); from++) {
		if (*from == quote)
			quote = 0;
		else if (!quote && (*from == '"' || *from == '\''))
			quote = *from;
		else
			*to++ = *from;
	}
	*at = from + (*from != '\0');
	*to = '\0';
	return word;
}

/* Returns how many there are; -1: more than there may be. */
static int split(char *line, char *words[WORDS_MAX + 1])
{
	int count = 0;

	for (;;) {
		while (isspace((unsigned char)*line))
			line++;
		if (!*line || count == WORDS_MAX)
			break;
		words[count++] = cut_word(&line);
	}
	words[count] = NULL;
	return *line ? -1 : count;
}

int loris_command(pid_t *pid, const char *command, const posix_spawn_file_actions_t *actions)
{
	char line[LORIS_ARGS_MAX], *words[WORDS_MAX + 1];
	int count = strlen(command) < sizeof(line) ? split(strcpy(line, command), words) : -1;

	*pid = 0;
	if (count < 0)
		return E2BIG;
	return count ? posix_spawnp(pid, words[0], actions, NULL, words, NULL) : 0;
}
