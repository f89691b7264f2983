// SPDX-License-Identifier: MIT
/* A command is the words of one program's start; there is no shell behind it. */
#include <ctype.h>
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include "user/lib/sys.h"

#define WORDS_MAX 32
#define NOT_FOUND 127 /* the status that shells give */
#define STATUS(n) ((n) << 8)

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

int system(const char *command)
{
	char line[LORIS_ARGS_MAX], *words[WORDS_MAX + 1];
	int count, status;
	pid_t pid;

	if (!command)
		return 1;
	count = strlen(command) < sizeof(line) ? split(strcpy(line, command), words) : -1;
	if (count < 0) {
		errno = E2BIG;
		return -1;
	}
	if (count == 0)
		return 0;
	if (posix_spawnp(&pid, words[0], NULL, NULL, words, NULL) != 0)
		return STATUS(NOT_FOUND);
	return waitpid(pid, &status, 0) == pid ? status : -1;
}
