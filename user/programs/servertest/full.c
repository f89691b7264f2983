// SPDX-License-Identifier: MIT
/* A machine without a page left: servers say so, and live. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "proto/init.h"
#include "user/lib/present.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define FILE_NAME "/servertest.full"
#define SERVERS	  4
#define REFUSALS  20 /* in a row: there is nothing left */
#define DIRS_MAX  100000

static char bytes[65536];

/* How often all servers have been started again. */
static uint64_t restarts(void)
{
	uint64_t all = 0, pid, again, state;
	char name[32];

	for (unsigned i = 0; i < SERVERS; i++) {
		IS(init_server_info(start_handle(LORIS_START_INIT), i, &pid, &again, &state, name,
				    sizeof(name)) > 0,
		   1);
		all += again;
	}
	return all;
}

/* Has memhog take all that it gets, and returns when it has: what it says goes into a pipe. */
static pid_t start_hog(void)
{
	char *arguments[] = {"memhog", "hold", NULL}, said[100] = "";
	posix_spawn_file_actions_t actions;
	size_t length = 0;
	pid_t pid = -1;
	int end[2];

	IS(pipe(end), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, end[1], 1);
	IS(posix_spawn(&pid, "memhog", &actions, NULL, arguments, NULL), 0);
	posix_spawn_file_actions_destroy(&actions);
	close(end[1]);
	while (!strstr(said, "refused")) {
		ssize_t n = read(end[0], said + length, sizeof(said) - 1 - length);

		if (n == 0 || (n < 0 && errno != EBUSY)) /* EBUSY: no memory to wait with */
			break;
		length += n > 0 ? (size_t)n : 0;
	}
	TRUE(strstr(said, "refused"));
	close(end[0]);
	return pid;
}

/* Its memory comes back a moment later; before, there is none to wait with. */
static void end_hog(pid_t hog)
{
	pid_t ended;

	IS(kill(hog, SIGKILL), 0);
	do
		ended = waitpid(hog, NULL, 0);
	while (ended < 0 && errno == ENOMEM);
	IS(ended, hog);
}

static void fill_file(int file)
{
	ssize_t n;

	do
		n = write(file, bytes, sizeof(bytes));
	while (n > 0);
	IS(n, -1);
	IS(errno, ENOMEM);
}

static long change(handle_t session, unsigned number, long (*f)(handle_t, const void *, size_t))
{
	char name[MESSAGE_INLINE];
	int length = snprintf(name, sizeof(name), "full%045u", number);

	return f(session, name, (size_t)length);
}

/* Directories, and sessions besides, until neither can be had. Returns how many directories. */
static unsigned take_the_rest(handle_t session, handle_t server)
{
	unsigned made = 0, refused = 0;

	while (refused < REFUSALS && made < DIRS_MAX) {
		long err = change(session, made, filesystem_mkdir);
		handle_t another;

		if (err != OK)
			IS(err, ERR_NO_MEMORY);
		made += err == OK;
		refused = err == OK ? 0 : refused + 1;
		err = refused ? filesystem_connect(server, &another) : ERR_NO_MEMORY;
		if (err == OK)
			IS(sys_handle_close(another), OK);
		else if (err != ERR_QUOTA)
			IS(err, ERR_NO_MEMORY);
	}
	return made;
}

/* Gives back what take_the_rest() made, and then there is room again. */
static void tidy_up(handle_t session, unsigned made)
{
	for (unsigned i = 0; i < made; i++)
		IS(change(session, i, filesystem_rmdir), OK);
	IS(unlink(FILE_NAME), 0);
	IS(change(session, 0, filesystem_mkdir), OK);
	IS(change(session, 0, filesystem_rmdir), OK);
}

/* ---- buffers for which the server lacks page tables ---------------------------------------------------- */

#define FILES	    32
#define BUFFER	    65536
#define RANGES	    64
#define RANGE_BYTES 16384

static handle_t files[FILES], memory;
static char *ranges[RANGES];

/* All that is needed, as there will be no memory: one object for all, and ranges, whose unmapping leaves the kernel
 * where to write down a mapping of the server's. Every second one could be written to. */
static void prepare_buffers(handle_t session)
{
	memory = (handle_t)sys_memory_create(BUFFER, 0);
	for (unsigned i = 0; i < FILES; i++)
		IS(filesystem_open(session, O_RDONLY, FILE_NAME, strlen(FILE_NAME), &files[i]), OK);
	for (unsigned i = 0; i < RANGES; i++)
		ranges[i] = (char *)sys_map(NULL, RANGE_BYTES, LORIS_PROT_READ << i % 2);
}

/* They cover more than a page table does. */
static void give_buffers(void)
{
	for (unsigned i = 0; i < RANGES; i += 2)
		IS(sys_unmap(ranges[i], RANGE_BYTES), OK);
	for (unsigned i = 0; i < FILES; i++) {
		long err = file_buffer(files[i], BUFFER, memory);

		if (err != OK)
			TRUE(err == ERR_NO_MEMORY || err == ERR_QUOTA);
		else
			IS(file_read_buffer(files[i], BUFFER), BUFFER);
	}
}

static void end_buffers(void)
{
	for (unsigned i = 1; i < RANGES; i += 2)
		IS(sys_unmap(ranges[i], RANGE_BYTES), OK);
	for (unsigned i = 0; i < FILES; i++)
		IS(sys_handle_close(files[i]), OK);
	IS(sys_handle_close(memory), OK);
}

void test_full(void)
{
	handle_t session = ramfs_connect(), server = 0;
	uint64_t before = restarts();
	int file = open(FILE_NAME, O_CREAT | O_WRONLY, 0666);
	unsigned made;
	pid_t hog;

	IS(init_lookup(start_handle(LORIS_START_INIT), "ramfs", 5, &server), OK);
	IS(write(file, bytes, sizeof(bytes)), sizeof(bytes));
	loris_stay_present();
	prepare_buffers(session);
	hog = start_hog();
	fill_file(file);
	made = take_the_rest(session, server);
	give_buffers();
	IS(restarts(), before);
	end_hog(hog);
	end_buffers();
	IS(close(file), 0);
	tidy_up(session, made);
	IS(restarts(), before);
	IS(sys_handle_close(server), OK);
	IS(sys_handle_close(session), OK);
}
