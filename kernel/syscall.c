/* SPDX-License-Identifier: MIT */
#include "kernel/syscall.h"
#include "kernel/bench.h"
#include "kernel/console.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/ramdisk.h"
#include "kernel/reaper.h"
#include "kernel/stats.h"
#include "kernel/vm.h"
#include "lib/string.h"

#define CHUNK 256 /* most bytes of a console call: they pass through the hart's stack */

/* Arguments that a handler does not take. */
#define UNUSED(...)         \
	(void)(uint64_t[])  \
	{                   \
		__VA_ARGS__ \
	}

static struct thread *current(void)
{
	return this_hart()->current;
}

/* A result that the caller may not want: NULL is fine. */
static enum err give(va_t to, const void *from, size_t len)
{
	return to ? copy_to_user(current()->mm, to, from, len) : OK;
}

/* The current thread is blocked; when woken it makes its call again, with these arguments. */
static _Noreturn void block_and_retry(long nr, uint64_t a0, uint64_t a1, uint64_t a2)
{
	frame_restart_syscall(&current()->frame, nr, a0, a1, a2);
	thread_block();
}

/* The current thread makes its call again at once, with these arguments: a long piece of work is done
 * in parts, so that interrupts and other threads get in between. */
static _Noreturn void go_on(long nr, uint64_t a0, uint64_t a1, uint64_t a2)
{
	if (arch_user_out(&current()->frame, &current()->fpu))
		stat(fpu_saves);
	frame_restart_syscall(&current()->frame, nr, a0, a1, a2);
	arch_resume();
}

static long sys_null(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3)
{
	UNUSED(a0, a1, a2, a3);
	return OK;
}

/* ---- threads and time ------------------------------------------------------------------------------ */

static long sys_exit(uint64_t status, uint64_t a1, uint64_t a2, uint64_t a3)
{
	UNUSED(a1, a2, a3);
	process_exit(LORIS_EXITED, (int)(status & 0xff));
}

/* entry.S: nothing but a switch */
long sys_yield(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3);

static long sys_sleep(uint64_t ns, uint64_t a1, uint64_t a2, uint64_t a3)
{
	uint64_t now = time_now(), ticks = ns_to_ticks(ns);

	UNUSED(a1, a2, a3);
	frame_set_result(&current()->frame, OK);
	sleep_until(current(), now + ticks < now ? UINT64_MAX - 1 : now + ticks);
	thread_block();
}

static long sys_clock(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3)
{
	UNUSED(a0, a1, a2, a3);
	return (long)ticks_to_ns(time_now());
}

static long sys_thread_create(uint64_t entry, uint64_t arg, uint64_t stack, uint64_t tp)
{
	struct thread *t;
	int tid;

	if (entry >= USER_TOP || entry & 1 || stack > USER_TOP || stack & 15)
		return ERR_INVALID;
	t = process_add_thread(current()->process);
	if (!t)
		return ERR_NO_MEMORY;
	frame_init_user(&t->frame, entry, stack, tp, arg, 0);
	tid = t->tid; /* it may be gone before thread_start() returns */
	thread_start(t);
	return tid;
}

static long sys_thread_exit(uint64_t value, uint64_t a1, uint64_t a2, uint64_t a3)
{
	UNUSED(a1, a2, a3);
	thread_exit((long)value);
}

static long sys_thread_join(uint64_t tid, uint64_t value, uint64_t a2, uint64_t a3)
{
	enum err e;
	struct process *p = current()->process;
	long result, got = 0;

	UNUSED(a2, a3);
	/* The address is tried first: a thread that is joined is forgotten. */
	e = give(value, &got, sizeof got);
	if (e != OK)
		return e;
	result = tid > INT32_MAX ? ERR_NOT_FOUND : process_join(p, (int)tid, &got);
	if (result > 0)
		block_and_retry(SYS_thread_join, tid, value, 0);
	return result == OK ? give(value, &got, sizeof got) : result;
}

static long sys_thread_pin(uint64_t hart, uint64_t a1, uint64_t a2, uint64_t a3)
{
	UNUSED(a1, a2, a3);
	if (hart == UINT64_MAX) {
		thread_pin(current(), NULL);
		return (long)hart;
	}
	if (hart >= harts_online || !hart_is_open(&harts[hart]))
		return ERR_INVALID;
	thread_pin(current(), &harts[hart]);
	if (&harts[hart] != this_hart())
		thread_yield_to_user((long)hart);
	return (long)hart;
}

static long sys_self(uint64_t out, uint64_t a1, uint64_t a2, uint64_t a3)
{
	enum err e;
	struct thread *t = current();
	struct loris_self self = {
		.pid = t->process->pid,
		.tid = t->tid,
		.hart = (int32_t)this_hart()->index,
		.harts = (int32_t)harts_online,
		.timebase = machine.timebase,
	};

	UNUSED(a1, a2, a3);
	e = give(out, &self, sizeof self);
	return e == OK ? self.pid : e;
}

/* ---- console ------------------------------------------------------------------------------------------ */

static long sys_write(uint64_t buf, uint64_t len, uint64_t a2, uint64_t a3)
{
	enum err e;
	char chunk[CHUNK];
	size_t n = len < CHUNK ? len : CHUNK;

	UNUSED(a2, a3);
	e = copy_from_user(current()->mm, chunk, buf, n);
	if (e != OK)
		return e;
	console_write(chunk, n);
	return (long)n;
}

static long sys_read(uint64_t buf, uint64_t len, uint64_t a2, uint64_t a3)
{
	enum err e;
	char chunk[CHUNK] = {0};
	size_t n = len < CHUNK ? len : CHUNK;
	long got;

	UNUSED(a2, a3);
	if (n == 0)
		return 0;
	/* The address is tried first: what is read is gone from the console. */
	e = copy_to_user(current()->mm, buf, chunk, n);
	if (e != OK)
		return e;
	got = console_read_line(chunk, n);
	if (got < 0)
		block_and_retry(SYS_read, buf, len, 0);
	e = copy_to_user(current()->mm, buf, chunk, (size_t)got);
	if (e != OK)
		return e;
	return got;
}

/* ---- processes ------------------------------------------------------------------------------------------ */

static long sys_spawn(uint64_t args, uint64_t len, uint64_t a2, uint64_t a3)
{
	enum err e;
	char block[LORIS_ARGS_MAX];
	long pid;

	UNUSED(a2, a3);
	if (len > sizeof block)
		return ERR_INVALID;
	e = copy_from_user(current()->mm, block, args, len);
	if (e != OK)
		return e;
	pid = process_spawn(current()->process, block, len);
	if (pid == ERR_NO_MEMORY && reaper_wait_for_memory())
		block_and_retry(SYS_spawn, args, len, 0);
	return pid;
}

static long sys_wait(uint64_t pid, uint64_t out, uint64_t a2, uint64_t a3)
{
	enum err e;
	struct process *p = current()->process;
	struct loris_exit ended = {0};
	long result;

	UNUSED(a2, a3);
	if (pid > INT32_MAX)
		return ERR_INVALID;
	e = give(out, &ended, sizeof ended);
	if (e != OK)
		return e;
	result = process_reap(p, (int)pid, &ended, NULL, true);
	if (result == 0)
		block_and_retry(SYS_wait, pid, out, 0);
	if (result > 0)
		e = give(out, &ended, sizeof ended);
	return e == OK ? result : e;
}

static long sys_kill(uint64_t pid, uint64_t a1, uint64_t a2, uint64_t a3)
{
	UNUSED(a1, a2, a3);
	return pid > INT32_MAX ? ERR_INVALID : process_kill(current()->process, (int)pid);
}

/* ---- memory ----------------------------------------------------------------------------------------------- */

static long sys_map(uint64_t addr, uint64_t len, uint64_t prot, uint64_t a3)
{
	long at;

	UNUSED(a3);
	if (prot > UINT32_MAX)
		return ERR_INVALID;
	at = vm_map(current()->mm, addr, len, (unsigned)prot);
	if (at == ERR_NO_MEMORY && reaper_wait_for_memory())
		block_and_retry(SYS_map, addr, len, prot);
	return at;
}

static long sys_unmap(uint64_t addr, uint64_t len, uint64_t a2, uint64_t a3)
{
	uint64_t done;
	enum err e = vm_unmap(current()->mm, addr, len, &done);

	UNUSED(a2, a3);
	if (e != OK || done >= len)
		return e;
	go_on(SYS_unmap, addr + done, len - done, 0);
}

static long sys_protect(uint64_t addr, uint64_t len, uint64_t prot, uint64_t a3)
{
	uint64_t done;
	enum err e;

	UNUSED(a3);
	if (prot > UINT32_MAX)
		return ERR_INVALID;
	e = vm_protect(current()->mm, addr, len, (unsigned)prot, &done);
	if (e != OK || done >= len)
		return e;
	go_on(SYS_protect, addr + done, len - done, prot);
}

/* ---- ramdisk ------------------------------------------------------------------------------------------------ */

static long describe_file(uint64_t index, uint64_t out)
{
	enum err e;
	const struct ramdisk_file *file = ramdisk_file((unsigned)index);
	struct loris_file described = {.size = file->size};

	memcpy(described.name, file->name, strlen(file->name));
	e = give(out, &described, sizeof described);
	return e == OK ? (long)index : e;
}

static long sys_open(uint64_t name, uint64_t len, uint64_t out, uint64_t a3)
{
	enum err e;
	char wanted[LORIS_NAME_MAX] = {0};

	UNUSED(a3);
	if (len == 0 || len >= sizeof wanted)
		return ERR_INVALID;
	e = copy_from_user(current()->mm, wanted, name, len);
	if (e != OK)
		return e;
	for (unsigned i = 0; i < ramdisk_count(); i++)
		if (!strcmp(ramdisk_file(i)->name, wanted))
			return describe_file(i, out);
	return ERR_NOT_FOUND;
}

static long sys_file_read(uint64_t index, uint64_t offset, uint64_t buf, uint64_t len)
{
	enum err e;
	const struct ramdisk_file *file =
		index < ramdisk_count() ? ramdisk_file((unsigned)index) : NULL;
	size_t n = len < LORIS_IO_MAX ? len : LORIS_IO_MAX;

	if (!file)
		return ERR_NOT_FOUND;
	if (offset >= file->size)
		return 0;
	n = n < file->size - offset ? n : file->size - offset;
	e = copy_to_user(current()->mm, buf, file->data + offset, n);
	if (e != OK)
		return e;
	return (long)n;
}

static long sys_file_list(uint64_t index, uint64_t out, uint64_t a2, uint64_t a3)
{
	UNUSED(a2, a3);
	return index < ramdisk_count() ? describe_file(index, out) : ERR_NOT_FOUND;
}

/* ---- measuring -------------------------------------------------------------------------------------------------- */

static long sys_stats(uint64_t hart, uint64_t out, uint64_t size, uint64_t a3)
{
	enum err e;
	struct loris_stats stats;
	size_t n = size < sizeof stats ? size & ~7UL : sizeof stats;

	UNUSED(a3);
	if (hart != UINT64_MAX && hart >= harts_online)
		return ERR_INVALID;
	stats_read((int)hart, &stats);
	e = copy_to_user(current()->mm, out, &stats, n);
	if (e != OK)
		return e;
	return (long)n;
}

static long sys_bench_call(uint64_t word, uint64_t relay, uint64_t a2, uint64_t a3)
{
	UNUSED(a2, a3);
	if (relay > 1)
		return ERR_INVALID;
	bench_call(word, relay);
}

static long sys_bench_report(uint64_t report, uint64_t a1, uint64_t a2, uint64_t a3)
{
	enum err e;
	struct process *p = current()->process;
	struct loris_bench bench;

	UNUSED(a1, a2, a3);
	e = copy_from_user(p->mm, &bench, report, sizeof bench);
	if (e != OK)
		return e;
	spin_lock(&p->lock);
	p->bench = bench;
	spin_unlock(&p->lock);
	return OK;
}

const syscall_fn syscall_table[SYS_COUNT] = {
#define CALL(name) [SYS_##name] = sys_##name
	CALL(null),	   CALL(exit),	     CALL(yield),	  CALL(sleep),
	CALL(clock),	   CALL(write),	     CALL(read),	  CALL(spawn),
	CALL(wait),	   CALL(kill),	     CALL(thread_create), CALL(thread_exit),
	CALL(thread_join), CALL(thread_pin), CALL(map),		  CALL(unmap),
	CALL(protect),	   CALL(open),	     CALL(file_read),	  CALL(file_list),
	CALL(stats),	   CALL(self),	     CALL(bench_call),	  CALL(bench_report),
#undef CALL
};
