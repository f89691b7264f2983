/* SPDX-License-Identifier: MIT */
#include "kernel/syscall.h"
#include "kernel/printk.h"
#include "kernel/process.h"
#include "kernel/stats.h"
#include "kernel/vm.h"
#include "lib/string.h"

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

/* The same for calls of at most three arguments. */
static _Noreturn void block_and_retry(long nr, uint64_t a0, uint64_t a1, uint64_t a2)
{
	syscall_retry_blocked(nr, (const uint64_t[7]){a0, a1, a2});
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

/* ---- measuring -------------------------------------------------------------------------------------------------- */

static long sys_stats(uint64_t hart, uint64_t out, uint64_t size, uint64_t a3)
{
	enum err e;
	struct loris_stats stats = {0};
	size_t n = size < sizeof stats ? size & ~7UL : sizeof stats;

	UNUSED(a3);
	if (hart != UINT64_MAX && hart >= harts_online)
		return ERR_INVALID;
	if (COUNTING)
		stats_read((int)hart, &stats);
	e = copy_to_user(current()->mm, out, &stats, n);
	if (e != OK)
		return e;
	return (long)n;
}

/* ---- the table ---------------------------------------------------------------------------------------------------- */

/* Every call but the two that have entries of their own in entry.S. Those that take a message come by way
 * of code that puts it into the frame. */
/* clang-format off */
#define PLAIN(X) \
	X(null) X(yield) X(reply_keep) X(signal) X(wait_bits) X(sleep) X(clock) X(exit) \
	X(self) X(thread_create) X(thread_exit) X(thread_join) X(thread_pin) X(thread_open) \
	X(thread_kill) X(thread_priority) X(handle_copy) X(handle_close) X(handle_revoke) \
	X(handle_info) X(handle_watch) X(endpoint_create) X(notification_create) \
	X(notification_bind) X(timer_set) X(memory_create) X(memory_physical) \
	X(memory_address) X(map) X(unmap) X(protect) X(process_create) X(process_start) \
	X(process_give) X(process_kill) X(process_handler) X(process_info) X(fault_registers) \
	X(interrupt_create) X(interrupt_bind) X(interrupt_ack) X(system) X(stats)
/* clang-format on */
#define MESSAGES(X) X(recv) X(send) X(reply)

/* entry.S */
void sys_recv_message(void);
void sys_send_message(void);
void sys_reply_message(void);

const syscall_fn syscall_table[SYS_COUNT] = {
#define CALL(name) [SYS_##name] = (syscall_fn)sys_##name,
	PLAIN(CALL)
#undef CALL
#define CALL(name) [SYS_##name] = (syscall_fn)sys_##name##_message,
		MESSAGES(CALL)
#undef CALL
};
