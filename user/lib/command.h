/* SPDX-License-Identifier: MIT */
/* Programs from a line of text, for system and popen. */
#ifndef LORIS_USER_COMMAND_H
#define LORIS_USER_COMMAND_H

#include <spawn.h>
#include <sys/types.h>

/* Starts what the line's words say: a program's name and its arguments; ' and " hold words together. Returns 0, also
 * for a line without words, of which *pid is 0, or an errno. */
int loris_command(pid_t *pid, const char *line, const posix_spawn_file_actions_t *actions);

#endif
