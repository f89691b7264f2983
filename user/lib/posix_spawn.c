// SPDX-License-Identifier: MIT
/*
 * posix_spawn. A child inherits three files and nothing else: what the file actions do to other descriptors
 * matters only as far as it ends in 0, 1 or 2. One of these that ends closed is the console to the child.
 * It finds the file's name as its first argument, whatever argv[0] is, and has no environment.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "user/lib/children.h"
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/path.h"
#include "user/lib/sys.h"

#define CHILD_FDS   32 /* that file actions may name */
#define CHILD_FILES 3

enum action { ACTION_OPEN, ACTION_DUP2, ACTION_CLOSE };

struct __posix_spawn_file_actions {
	struct __posix_spawn_file_actions *next;
	enum action action;
	int fd, from, flags;
	char name[];
};

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
	*actions = NULL;
	return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
	while (*actions) {
		posix_spawn_file_actions_t first = *actions;

		*actions = first->next;
		free(first);
	}
	return 0;
}

static int add(posix_spawn_file_actions_t *actions, struct __posix_spawn_file_actions action,
	       const char *name)
{
	posix_spawn_file_actions_t made;

	if (action.fd < 0 || action.fd >= CHILD_FDS || action.from < 0 || action.from >= CHILD_FDS)
		return EBADF;
	made = malloc(sizeof(*made) + strlen(name) + 1);
	if (!made)
		return ENOMEM;
	*made = action;
	made->next = NULL;
	strcpy(made->name, name);
	while (*actions)
		actions = &(*actions)->next;
	*actions = made;
	return 0;
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd,
				     const char *restrict name, int flags, mode_t mode)
{
	(void)mode;
	return add(actions,
		   (struct __posix_spawn_file_actions){
			   .action = ACTION_OPEN, .fd = fd, .flags = flags},
		   name);
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int to)
{
	return add(actions,
		   (struct __posix_spawn_file_actions){.action = ACTION_DUP2, .fd = to, .from = fd},
		   "");
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
	return add(actions, (struct __posix_spawn_file_actions){.action = ACTION_CLOSE, .fd = fd},
		   "");
}

/* The child's descriptor fd means file now, of which it has the caller's reference. */
static void set(struct open_file **fds, int fd, struct open_file *file)
{
	if (fds[fd])
		loris_fd_put(fds[fd]);
	fds[fd] = file;
}

static struct open_file *open_file(const char *name, int flags)
{
	int fd = open(name, flags, 0666);
	struct open_file *file = fd < 0 ? NULL : loris_fd_get(fd);

	if (fd >= 0)
		close(fd);
	return file;
}

/* Returns 0 or an errno. */
static int act(struct open_file **fds, const struct __posix_spawn_file_actions *action)
{
	struct open_file *file = NULL;

	if (action->action == ACTION_OPEN) {
		file = open_file(action->name, action->flags);
		if (!file)
			return errno;
	} else if (action->action == ACTION_DUP2) {
		file = fds[action->from];
		if (!file)
			return EBADF;
		loris_fd_hold(file);
	}
	set(fds, action->fd, file);
	return 0;
}

static int act_all(struct open_file **fds, const struct __posix_spawn_file_actions *action)
{
	int err = 0;

	for (; action && err == 0; action = action->next)
		err = act(fds, action);
	return err;
}

static void inherit(struct open_file **fds)
{
	int err_no = errno; /* that of a descriptor which is not there does not count */

	for (int fd = 0; fd < CHILD_FDS; fd++)
		fds[fd] = loris_fd_get(fd);
	errno = err_no;
}

static void let_go(struct open_file **fds)
{
	for (int fd = 0; fd < CHILD_FDS; fd++)
		set(fds, fd, NULL);
}

/* Returns the length of the argument block, or -1 if it does not fit. */
static long make_arguments(char block[LORIS_ARGS_MAX], const char *name, char *const argv[])
{
	size_t used = 0;

	for (int i = 0; i == 0 || (argv[0] && argv[i]); i++) {
		const char *argument = i == 0 ? name : argv[i];
		size_t len = strlen(argument) + 1;

		if (len > LORIS_ARGS_MAX - used)
			return -1;
		memcpy(block + used, argument, len);
		used += len;
	}
	return (long)used;
}

/* Returns the pid or a negative enum err. */
static long start(struct open_file **fds, const char *name, char *const argv[])
{
	char block[LORIS_ARGS_MAX];
	handle_t files[CHILD_FILES];
	long len = make_arguments(block, name, argv);

	if (len < 0)
		return ERR_INVALID;
	for (int i = 0; i < CHILD_FILES; i++)
		files[i] = fds[i] && fds[i]->kind != FILE_CONSOLE ? fds[i]->handle : 0;
	return loris_spawn(block, (size_t)len, files);
}

static int spawn(pid_t *pid, const char *name, const posix_spawn_file_actions_t *actions,
		 char *const argv[])
{
	struct open_file *fds[CHILD_FDS];
	int err;
	long result;

	inherit(fds);
	err = actions ? act_all(fds, *actions) : 0;
	result = err ? 0 : start(fds, name, argv);
	let_go(fds);
	if (result < 0)
		err = loris_errno_of(result);
	else if (pid)
		*pid = (pid_t)result;
	return err;
}

int posix_spawn(pid_t *restrict pid, const char *restrict name,
		const posix_spawn_file_actions_t *actions,
		const posix_spawnattr_t *restrict attributes, char *const argv[],
		char *const envp[])
{
	struct path path;

	(void)attributes;
	(void)envp;
	return loris_path(&path, name) < 0 ? errno : spawn(pid, path.text + 1, actions, argv);
}

/* All programs are in the root. */
int posix_spawnp(pid_t *restrict pid, const char *restrict name,
		 const posix_spawn_file_actions_t *actions,
		 const posix_spawnattr_t *restrict attributes, char *const argv[],
		 char *const envp[])
{
	if (strchr(name, '/'))
		return posix_spawn(pid, name, actions, attributes, argv, envp);
	return spawn(pid, name, actions, argv);
}
