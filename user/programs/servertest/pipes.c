// SPDX-License-Identifier: MIT
/* Pipes, above all who waits at them. */
#include <string.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/children.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define FULL	 4096
#define READERS	 5
#define MS	 1000000
#define GIVE_UPS 200

static handle_t fs;

static long read_one(void *end)
{
	char c = 0;
	long n = file_read((handle_t)end, 1, &c, 1);

	return n == 1 ? c : n;
}

static long write_56(void *end)
{
	char bytes[56] = {0};

	return file_write((handle_t)end, bytes, sizeof(bytes));
}

/* The server hears of the other end by and by; before that it takes what there is room for. */
static long write_until_refused(handle_t w)
{
	long got = 1;

	for (int i = 0; i < FULL && got == 1; i++) {
		sys_sleep(MS);
		got = file_write(w, "x", 1);
	}
	return got;
}

static void open_pipe(handle_t *r, handle_t *w)
{
	IS(filesystem_pipe(fs, r, w), OK);
}

static void ends(void)
{
	handle_t r, w;
	char bytes[56];

	open_pipe(&r, &w);
	IS(file_write(w, "abc", 3), 3);
	IS(file_read(r, 2, bytes, sizeof(bytes)), 2);
	IS(file_write(r, "x", 1), ERR_PERM);
	IS(file_read(w, 1, bytes, 1), ERR_PERM);
	IS(file_seek(r, 0, 0), ERR_INVALID);
	IS(file_truncate(w, 0), ERR_INVALID);
	sys_handle_close(w);
	IS(file_read(r, 9, bytes, sizeof(bytes)), 1);
	IS(file_read(r, 9, bytes, sizeof(bytes)), 0);
	sys_handle_close(r);
	open_pipe(&r, &w);
	sys_handle_close(r);
	IS(write_until_refused(w), ERR_CLOSED);
	sys_handle_close(w);
}

/* All that wait get something, or hear that nobody writes any more. */
static void readers_wait(void)
{
	handle_t r, w;
	int tid[READERS];
	long got, letters = 0, none = 0;

	open_pipe(&r, &w);
	for (int i = 0; i < READERS; i++)
		tid[i] = thread_start(read_one, (void *)r);
	sys_sleep(5 * MS);
	IS(file_write(w, "xyz", 3), 3);
	sys_sleep(5 * MS);
	sys_handle_close(w);
	for (int i = 0; i < READERS; i++) {
		IS(thread_join(tid[i], &got), OK);
		letters += got >= 'x' && got <= 'z';
		none += got == 0;
	}
	IS(letters, 3);
	IS(none, READERS - 3);
	sys_handle_close(r);
}

static void writers_wait(void)
{
	handle_t r, w;
	char bytes[56];
	long got, sum = 0;
	int tid[2];

	open_pipe(&r, &w);
	for (int i = 0; i < FULL / 56; i++)
		sum += write_56((void *)w);
	tid[0] = thread_start(write_56, (void *)w);
	sys_sleep(5 * MS);
	IS(file_read(r, 56, bytes, sizeof(bytes)), 56);
	IS(thread_join(tid[0], &got), OK);
	IS(got, 56);
	for (int i = 0; i < 2; i++)
		tid[i] = thread_start(write_56, (void *)w);
	sys_sleep(5 * MS);
	sys_handle_close(r);
	for (int i = 0; i < 2; i++) {
		IS(thread_join(tid[i], &got), OK);
		TRUE(got == ERR_CLOSED || got == 56);
	}
	IS(sum, FULL / 56 * 56);
	sys_handle_close(w);
}

/* What is written afterwards is for who waits still. */
static void giving_up(void)
{
	handle_t r, w;

	open_pipe(&r, &w);
	for (int i = 0; i < GIVE_UPS; i++) {
		struct message m = {
			.word = {FILE_READ, 1}, .info = LORIS_MSG_TIMEOUT, .timeout = 200000};

		IS(ipc_call(r, &m), ERR_TIMEOUT);
	}
	IS(file_write(w, "q", 1), 1);
	IS(read_one((void *)r), 'q');
	sys_handle_close(r);
	sys_handle_close(w);
}

/* A child is the only one that has the writing end; when it dies the reader hears of it. */
static void writer_dies(void)
{
	static const char args[] = "idle\000100000";
	handle_t r, w;
	long pid, got;
	int tid;

	open_pipe(&r, &w);
	pid = loris_spawn(args, sizeof(args), (handle_t[3]){0, w, 0});
	TRUE(pid > 0);
	sys_handle_close(w);
	tid = thread_start(read_one, (void *)r);
	sys_sleep(5 * MS);
	IS(sys_kill(pid), OK);
	IS(thread_join(tid, &got), OK);
	IS(got, 0);
	IS(sys_wait(pid, &(struct loris_exit){0}), pid);
	sys_handle_close(r);
}

void test_pipes(void)
{
	long before = handles_now();

	fs = ramfs_connect();
	ends();
	readers_wait();
	writers_wait();
	giving_up();
	writer_dies();
	sys_handle_close(fs);
	IS(handles_now(), before);
}
