// SPDX-License-Identifier: MIT
/* Children whose end nobody asks for: init keeps them, and others shall be able to start theirs. */
#include "servertest.h"
#include "proto/file.h"
#include "proto/filesystem.h"
#include "user/lib/children.h"
#include "user/lib/spawn.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define BROODERS 8 /* that have as many children as one may: more than there are records */

/* Says so when it can have no more, and stays. */
int brood(void)
{
	long pid;

	do
		pid = spawn_line("idle");
	while (pid > 0);
	file_write(start_handle(LORIS_START_OUT), "", 1);
	return (int)sys_sleep(UINT64_MAX);
}

/* They outlive us. */
void test_brood(void)
{
	static const char args[] = "servertest\0brooder";
	handle_t fs = ramfs_connect(), told[2] = {0};
	char c;

	IS(filesystem_pipe(fs, &told[0], &told[1]), OK);
	for (int i = 0; i < BROODERS; i++) {
		long pid = loris_spawn(args, sizeof(args), (handle_t[3]){0, told[1], 0});

		if (pid < 0)
			continue;
		IS(file_read(told[0], 1, &c, 1), 1);
	}
}
