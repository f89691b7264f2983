// SPDX-License-Identifier: MIT
/* Many callers that give up together: what servers keep of them must not fill their tables. */
#include <fcntl.h>
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "proto/init.h"
#include "user/lib/children.h"
#include "user/lib/spawn.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define MS	   1000000
#define STACK	   8192
#define PIPES	   254
#define AT_ONE_END 64
#define DESERTERS  64
#define EACH	   255

/* ---- at pipes ---------------------------------------------------------------------------------------- */

static handle_t end[PIPES][2];

static uint64_t begun;

/* So long from now; they shall all give up at the same time, or the later ones would find the earlier ones gone. */
static uint64_t until(uint64_t end)
{
	uint64_t now = sys_clock();

	return end > now + MS ? end - now : MS;
}

static long read_each(void *unused)
{
	(void)unused;
	for (int i = 0; i < PIPES; i++) {
		struct message m = {.word = {FILE_READ, 1},
				    .info = LORIS_MSG_TIMEOUT,
				    .timeout = until(begun + (uint64_t)(i + 1) * 20 * MS)};
		long err = ipc_call(end[i][0], &m);

		if (err != ERR_TIMEOUT)
			return err == OK ? (long)m.word[0] : err;
	}
	return OK;
}

static void run_all(long (*run)(void *), int count)
{
	static int tid[EACH];
	long got, wrong = OK;

	for (int i = 0; i < count; i++)
		tid[i] = thread_start_sized(run, NULL, STACK);
	for (int i = 0; i < count; i++) {
		IS(thread_join(tid[i], &got), OK);
		wrong = got ? got : wrong;
	}
	IS(wrong, OK);
}

static void give_up_at_pipes(void)
{
	handle_t fs = ramfs_connect(), file = 0;

	for (int i = 0; i < PIPES; i++)
		IS(filesystem_pipe(fs, &end[i][0], &end[i][1]), OK);
	begun = sys_clock();
	run_all(read_each, AT_ONE_END);
	IS(filesystem_open(fs, O_RDONLY, "motd", 4, &file), OK);
	sys_handle_close(file);
	for (int i = 0; i < 2 * PIPES; i++)
		IS(sys_handle_close(end[i / 2][i % 2]), OK);
	sys_handle_close(fs);
}

/* ---- at init ----------------------------------------------------------------------------------------- */

static long wait_a_while(void *unused)
{
	struct message m = {
		.word = {INIT_WAIT}, .info = LORIS_MSG_TIMEOUT, .timeout = until(begun + 100 * MS)};
	long err = ipc_call(start_handle(LORIS_START_INIT), &m);

	(void)unused;
	return err == ERR_TIMEOUT ? OK : err == OK ? (long)m.word[0] : err;
}

/* Its threads wait for a child that does not end, and give up; it stays until its input ends. */
int desert(void)
{
	long pid = spawn_line("idle 1000000");
	char c;

	TRUE(pid > 0);
	begun = sys_clock();
	run_all(wait_a_while, EACH);
	file_write(start_handle(LORIS_START_OUT), "", 1);
	IS(file_read(start_handle(LORIS_START_IN), 1, &c, 1), 0);
	return (int)sys_kill(pid);
}

static long start_deserter(handle_t in, handle_t out)
{
	static const char args[] = "servertest\0desert";

	return loris_spawn(args, sizeof(args), (handle_t[3]){in, out, 0});
}

static void give_up_at_init(void)
{
	handle_t fs = ramfs_connect(), told[2] = {0}, stay[2] = {0};
	long pid[DESERTERS];
	struct loris_exit how;
	char c;

	IS(filesystem_pipe(fs, &told[0], &told[1]), OK);
	IS(filesystem_pipe(fs, &stay[0], &stay[1]), OK);
	for (int i = 0; i < DESERTERS; i++) {
		pid[i] = start_deserter(stay[0], told[1]);
		if (pid[i] > 0)
			IS(file_read(told[0], 1, &c, 1), 1);
		else
			IS(pid[i], OK);
	}
	TRUE(run_line(&how, "idle") > 0);
	sys_handle_close(stay[1]);
	for (int i = 0; i < DESERTERS; i++)
		IS(sys_wait(pid[i], &how), pid[i]);
	for (int i = 0; i < 2; i++)
		sys_handle_close(told[i]);
	sys_handle_close(stay[0]);
	sys_handle_close(fs);
}

void test_crowd(void)
{
	long before = handles_now();

	give_up_at_pipes();
	give_up_at_init();
	IS(handles_now(), before);
}
