// SPDX-License-Identifier: MIT
#include "user/programs/bench/list.h"
#include <stddef.h>
#include <string.h>

#define BENCH(name, mark) #name, mark, bench_##name
#define ALONE(name, mark) BENCH(name, mark), NULL
#define PAIR(name, mark)  BENCH(name, mark), partner_##name

const struct bench benches[] = {
	{ALONE(null, LORIS_MARK_NULL), 70, 127, 0},
	{ALONE(kthread_same, LORIS_MARK_KTHREAD_SAME), 280, UNKNOWN, 0},
	{PAIR(kthread_other, LORIS_MARK_KTHREAD_OTHER), 800, UNKNOWN, 0},
	{ALONE(yield_alone, LORIS_MARK_YIELD_ALONE), 90, 467, 1},
	{ALONE(yield_threads, LORIS_MARK_YIELD_THREADS), 180, UNKNOWN, 0},
	{PAIR(yield_procs, LORIS_MARK_YIELD_PROCS), 200, 425, 1},
	{ALONE(spawn, LORIS_MARK_SPAWN), UNKNOWN, UNKNOWN, 0},
	{ALONE(map, LORIS_MARK_MAP), 1500, UNKNOWN, 0},
	{ALONE(ipc_threads, LORIS_MARK_IPC_THREADS), 270, 554, 2},
	{PAIR(ipc_procs, LORIS_MARK_IPC_PROCS), 300, 554, 2},
	{PAIR(ipc_procs4, LORIS_MARK_IPC_PROCS4), 300, 598, 2},
	{PAIR(ipc_procs8, LORIS_MARK_IPC_PROCS8), 300, 1880, 2},
	{PAIR(ipc_handle, LORIS_MARK_IPC_HANDLE), 700, 1850, 2},
	{PAIR(ntfn_procs, LORIS_MARK_NTFN_PROCS), 800, 2706, 4},
	{ALONE(ipc_kthread, LORIS_MARK_IPC_KTHREAD), 280, UNKNOWN, 0},
	{PAIR(ipc_fault, LORIS_MARK_IPC_FAULT), UNKNOWN, UNKNOWN, 0},
};

const unsigned bench_count = sizeof(benches) / sizeof(benches[0]);

const struct bench *bench_find(const char *name)
{
	for (const struct bench *b = benches; b < benches + bench_count; b++)
		if (strcmp(b->name, name) == 0)
			return b;
	return NULL;
}
