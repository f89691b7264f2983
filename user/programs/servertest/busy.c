// SPDX-License-Identifier: MIT
/* Others that only compute: who calls a server goes on with its own slice when it is answered, and does not wait for a
 * turn of all of them, call after call. */
#include <fcntl.h>
#include "servertest.h"
#include "proto/filesystem.h"
#include "user/lib/spawn.h"
#include "user/lib/sys.h"

#define SPINNERS 4
#define CALLS	 50
#define SLICE	 10000000ull /* ns */

static void start_all(long pid[SPINNERS])
{
	for (int i = 0; i < SPINNERS; i++) {
		pid[i] = spawn_line("spin 0");
		TRUE(pid[i] > 0);
	}
}

static void end_all(const long pid[SPINNERS])
{
	struct loris_exit how;

	for (int i = 0; i < SPINNERS; i++) {
		IS(sys_kill(pid[i]), OK);
		IS(sys_wait(pid[i], &how), pid[i]);
	}
}

/* A slice may end meanwhile. Nothing is closed: the server, told of that, has a turn of its own to wait for. */
void test_busy(void)
{
	handle_t fs = ramfs_connect(), file[CALLS] = {0};
	long pid[SPINNERS];
	uint64_t begun;

	start_all(pid);
	sys_sleep(SLICE);
	begun = sys_clock();
	for (int i = 0; i < CALLS; i++)
		IS(filesystem_open(fs, O_RDONLY, "motd", 4, &file[i]), OK);
	TRUE(sys_clock() - begun < CALLS / 10 * SPINNERS * SLICE);
	end_all(pid);
	for (int i = 0; i < CALLS; i++)
		IS(sys_handle_close(file[i]), OK);
	sys_handle_close(fs);
}
