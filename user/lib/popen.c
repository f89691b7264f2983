// SPDX-License-Identifier: MIT
/* A program at the other end of a stream. There is no shell: see command.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "user/lib/command.h"
#include "user/lib/lock.h"

struct running {
	struct running *next;
	FILE *file;
	pid_t pid; /* 0: a line without words, which has ended as it began */
};

static struct running *all;
static struct __lock lock; /* covers the list */

/* Returns 0 or an errno. */
static int start(pid_t *pid, const char *command, int theirs, int as)
{
	posix_spawn_file_actions_t actions;
	int err = posix_spawn_file_actions_init(&actions);

	if (err == 0)
		err = posix_spawn_file_actions_adddup2(&actions, theirs, as);
	if (err == 0)
		err = loris_command(pid, command, &actions);
	posix_spawn_file_actions_destroy(&actions);
	return err;
}

static void remember(struct running *made)
{
	loris_lock_acquire(&lock);
	made->next = all;
	all = made;
	loris_lock_release(&lock);
}

/* NULL: no stream of popen's. */
static struct running *forget(FILE *file)
{
	struct running **at = &all, *found;

	loris_lock_acquire(&lock);
	while (*at && (*at)->file != file)
		at = &(*at)->next;
	found = *at;
	if (found)
		*at = found->next;
	loris_lock_release(&lock);
	return found;
}

/* Our end as a stream, when the program runs at theirs; both ends are used up. */
static FILE *connect(struct running *made, const char *command, const char *mode, int ours,
		     int theirs)
{
	int err = 0;

	made->file = fdopen(ours, mode);
	if (!made->file) {
		close(ours);
		err = errno;
	} else {
		err = start(&made->pid, command, theirs,
			    *mode == 'r' ? STDOUT_FILENO : STDIN_FILENO);
	}
	close(theirs);
	if (!err) {
		remember(made);
		return made->file;
	}
	if (made->file)
		fclose(made->file);
	free(made);
	errno = err;
	return NULL;
}

FILE *popen(const char *command, const char *mode)
{
	bool reads = *mode == 'r';
	struct running *made;
	int ends[2];

	if ((!reads && *mode != 'w') || (mode[1] && strcmp(mode + 1, "e") != 0)) {
		errno = EINVAL;
		return NULL;
	}
	made = malloc(sizeof(*made));
	if (!made || pipe(ends) < 0) {
		free(made);
		return NULL;
	}
	return connect(made, command, reads ? "r" : "w", ends[!reads], ends[reads]);
}

int pclose(FILE *file)
{
	struct running *ended = forget(file);
	int status = 0;
	pid_t pid;

	if (!ended) {
		errno = ECHILD;
		return -1;
	}
	pid = ended->pid;
	free(ended);
	fclose(file);
	if (pid && waitpid(pid, &status, 0) != pid)
		return -1;
	return status;
}
