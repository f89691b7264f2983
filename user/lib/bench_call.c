// SPDX-License-Identifier: MIT
/* The bench kthread of the hart where the caller runs. Handles are looked up once and kept. */
#include <stdio.h>
#include <string.h>
#include "user/lib/lock.h"
#include "user/lib/servers.h"
#include "user/lib/sys.h"

#define HARTS_MAX 64 /* the kernel is built for no more */
#define NAME_ROOM 16

static handle_t kthreads[HARTS_MAX];
static struct __lock kthreads_lock;

static long look_up(int hart)
{
	char name[NAME_ROOM];

	snprintf(name, sizeof(name), "kthread%d", hart);
	return loris_server(name);
}

static long kthread_of(int hart)
{
	long found;

	loris_lock_acquire(&kthreads_lock);
	found = kthreads[hart] ? (long)kthreads[hart] : look_up(hart);
	if (found > 0)
		kthreads[hart] = (handle_t)found;
	loris_lock_release(&kthreads_lock);
	return found;
}

long sys_bench_call(long word, long relay)
{
	struct message m = {.word = {(uint64_t)word, (uint64_t)relay}};
	struct loris_self self;
	long kthread, err;

	if (relay != 0 && relay != 1)
		return ERR_INVALID;
	sys_self(&self);
	kthread = kthread_of(self.hart);
	if (kthread < 0)
		return kthread;
	err = ipc_call((handle_t)kthread, &m);
	return err < 0 ? err : (long)m.word[0];
}
