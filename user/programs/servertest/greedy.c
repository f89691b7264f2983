// SPDX-License-Identifier: MIT
/* Clients that would have more of ramfs than their share. */
#include <fcntl.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/children.h"
#include "user/lib/servers.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define PIPES	 254
#define GIVE_UPS 64
#define ROUNDS	 100
#define READERS	 6
#define REFUSALS 600 /* more than one process may have open */
#define BULK	 65536
#define US	 1000
#define HOARDERS 34
#define HOARD	 600

static handle_t fs;

static handle_t open_motd(void)
{
	handle_t file = 0;

	IS(filesystem_open(fs, O_RDONLY, "motd", 4, &file), OK);
	return file;
}

/* ---- calls that were given up ------------------------------------------------------------------------ */

static bool give_up(handle_t reader)
{
	long err = ERR_TIMEOUT;

	for (int i = 0; i < GIVE_UPS && err == ERR_TIMEOUT; i++) {
		struct message m = {
			.word = {FILE_READ, 1}, .info = LORIS_MSG_TIMEOUT, .timeout = 50 * US};

		err = ipc_call(reader, &m);
	}
	return err == ERR_TIMEOUT;
}

/* More than the server's table of handles has places. What is kept of them must not stay there. */
static void given_up_everywhere(void)
{
	static handle_t end[PIPES][2];
	bool good = true;

	for (int i = 0; i < PIPES; i++)
		IS(filesystem_pipe(fs, &end[i][0], &end[i][1]), OK);
	for (int i = 0; i < PIPES && good; i++)
		good = give_up(end[i][0]);
	TRUE(good);
	IS(sys_handle_close(open_motd()), OK);
	for (int i = 0; i < 2 * PIPES; i++)
		IS(sys_handle_close(end[i / 2][i % 2]), OK);
}

/* ---- calls by way of what has ended ------------------------------------------------------------------ */

static bool enough;

static long read_on(void *file)
{
	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {
		file_seek((handle_t)file, 0, 0);
		file_read_buffer((handle_t)file, BULK);
	}
	return 0;
}

static handle_t open_bulk(handle_t memory)
{
	handle_t file = 0;

	IS(filesystem_open(fs, O_RDWR | O_CREAT, "bulk", 4, &file), OK);
	IS(file_buffer(file, BULK, memory), OK);
	IS(file_truncate(file, BULK), OK);
	return file;
}

static long connect_at(void *file)
{
	handle_t session;
	long err = filesystem_connect((handle_t)file, &session);

	if (err == OK)
		sys_handle_close(session);
	return err;
}

/* In line behind others when its handle is closed, which the server hears of first. */
static bool connect_late(void)
{
	handle_t file = open_motd();
	int tid = thread_start(connect_at, (void *)file);
	long got;

	sys_sleep(100 * US);
	IS(sys_handle_close(file), OK);
	IS(thread_join(tid, &got), OK);
	return got == ERR_CLOSED || got == ERR_NO_CALL || got == ERR_HANDLE;
}

/* A badge that stands for nothing any more is no stranger's: it would have sessions and files of its own. */
static void no_session_for_the_ended(void)
{
	long memory = sys_memory_create(BULK, 0);
	handle_t bulk = open_bulk((handle_t)memory);
	int tid[READERS], good = 0;

	enough = false;
	for (int i = 0; i < READERS; i++)
		tid[i] = thread_start(read_on, (void *)bulk);
	for (int i = 0; i < ROUNDS; i++)
		good += connect_late();
	IS(good, ROUNDS);
	__atomic_store_n(&enough, true, __ATOMIC_RELAXED);
	for (int i = 0; i < READERS; i++)
		IS(thread_join(tid[i], NULL), OK);
	IS(sys_handle_close(bulk), OK);
	IS(sys_handle_close((handle_t)memory), OK);
	IS(filesystem_unlink(fs, "bulk", 4), OK);
}

/* ---- handles that are not taken ----------------------------------------------------------------------- */

static void refuse(handle_t server, unsigned call)
{
	for (int i = 0; i < REFUSALS; i++) {
		struct message m = {.word = {call}};

		IS(ipc_call(server, &m), ERR_REFUSED);
	}
}

/* What they stand for ends: it does not count for who has not got them. */
static void nothing_is_kept_for_who_takes_nothing(void)
{
	long server = loris_server("ramfs");

	refuse((handle_t)server, FILESYSTEM_CONNECT);
	refuse(fs, FILESYSTEM_PIPE);
	sys_handle_close((handle_t)server);
}

/* ---- many that take all they can get ------------------------------------------------------------------- */

/* Says so when it can get no more, and keeps it. */
int hoard(void)
{
	handle_t file, memory = (handle_t)sys_memory_create(BULK, 0);
	long err = OK;

	fs = ramfs_connect();
	for (int i = 0; i < HOARD && err == OK; i++) {
		err = filesystem_open(fs, O_RDONLY, "motd", 4, &file);
		if (err == OK)
			file_buffer(file, BULK, memory);
	}
	file_write(start_handle(LORIS_START_OUT), "", 1);
	return (int)sys_sleep(UINT64_MAX);
}

static long start_hoarder(handle_t out)
{
	static const char args[] = "servertest\0hoard";

	return loris_spawn(args, sizeof(args), (handle_t[3]){0, out, 0});
}

/* Whoever comes after them still gets something. */
static void something_is_left(void)
{
	enum { READER, WRITER, FILE, SESSION, MEMORY, KEPT };
	handle_t kept[KEPT];
	long pid[HOARDERS];
	char c;

	IS(filesystem_pipe(fs, &kept[READER], &kept[WRITER]), OK);
	kept[MEMORY] = (handle_t)sys_memory_create(BULK, 0);
	for (int i = 0; i < HOARDERS; i++)
		pid[i] = start_hoarder(kept[WRITER]);
	for (int i = 0; i < HOARDERS; i++)
		IS(file_read(kept[READER], 1, &c, 1), 1);
	kept[SESSION] = ramfs_connect();
	kept[FILE] = open_motd();
	IS(file_buffer(kept[FILE], BULK, kept[MEMORY]), OK);
	for (int i = 0; i < HOARDERS; i++) {
		IS(sys_kill(pid[i]), OK);
		IS(sys_wait(pid[i], &(struct loris_exit){0}), pid[i]);
	}
	IS(sys_handle_close(open_motd()), OK); /* before it answers it has heard of all ends */
	for (unsigned i = 0; i < KEPT; i++)
		IS(sys_handle_close(kept[i]), OK);
}

void test_greedy(void)
{
	long before = handles_now();

	fs = ramfs_connect();
	given_up_everywhere();
	no_session_for_the_ended();
	nothing_is_kept_for_who_takes_nothing();
	something_is_left();
	sys_handle_close(fs);
	IS(handles_now(), before);
}
