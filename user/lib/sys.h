/* SPDX-License-Identifier: MIT */
/*
 * The system calls as C functions, one each, in the order of lib/abi.h, which says what they do.
 * All return what the kernel returned: zero or more, or a negative enum err. Nothing here touches
 * errno.
 */
#ifndef LORIS_USER_SYS_H
#define LORIS_USER_SYS_H

#include <stddef.h>
#include <stdint.h>
#include "lib/abi.h"
#include "user/lib/ecall.h"

static inline long sys_null(void)
{
	return ecall0(SYS_null);
}

_Noreturn static inline void sys_exit(int status)
{
	for (;;)
		ecall1(SYS_exit, status);
}

static inline long sys_yield(void)
{
	return ecall0(SYS_yield);
}

static inline long sys_sleep(uint64_t ns)
{
	return ecall1(SYS_sleep, (long)ns);
}

static inline uint64_t sys_clock(void)
{
	return (uint64_t)ecall0(SYS_clock);
}

static inline long sys_write(const void *buf, size_t len)
{
	return ecall2(SYS_write, (long)buf, (long)len);
}

static inline long sys_read(void *buf, size_t len)
{
	return ecall2(SYS_read, (long)buf, (long)len);
}

static inline long sys_spawn(const char *args, size_t len)
{
	return ecall2(SYS_spawn, (long)args, (long)len);
}

static inline long sys_wait(long pid, struct loris_exit *how)
{
	return ecall2(SYS_wait, pid, (long)how);
}

static inline long sys_kill(long pid)
{
	return ecall1(SYS_kill, pid);
}

static inline long sys_thread_create(const void *entry, void *arg, void *stack_top, void *tp)
{
	return ecall4(SYS_thread_create, (long)entry, (long)arg, (long)stack_top, (long)tp);
}

_Noreturn static inline void sys_thread_exit(long value)
{
	for (;;)
		ecall1(SYS_thread_exit, value);
}

static inline long sys_thread_join(long tid, long *value)
{
	return ecall2(SYS_thread_join, tid, (long)value);
}

static inline long sys_thread_pin(long hart)
{
	return ecall1(SYS_thread_pin, hart);
}

static inline long sys_map(void *addr, size_t len, unsigned prot)
{
	return ecall3(SYS_map, (long)addr, (long)len, prot);
}

static inline long sys_unmap(void *addr, size_t len)
{
	return ecall2(SYS_unmap, (long)addr, (long)len);
}

static inline long sys_protect(void *addr, size_t len, unsigned prot)
{
	return ecall3(SYS_protect, (long)addr, (long)len, prot);
}

static inline long sys_open(const char *name, size_t len, struct loris_file *file)
{
	return ecall3(SYS_open, (long)name, (long)len, (long)file);
}

static inline long sys_file_read(long file, uint64_t offset, void *buf, size_t len)
{
	return ecall4(SYS_file_read, file, (long)offset, (long)buf, (long)len);
}

static inline long sys_file_list(long index, struct loris_file *file)
{
	return ecall2(SYS_file_list, index, (long)file);
}

static inline long sys_stats(long hart, struct loris_stats *stats, size_t size)
{
	return ecall3(SYS_stats, hart, (long)stats, (long)size);
}

static inline long sys_self(struct loris_self *self)
{
	return ecall1(SYS_self, (long)self);
}

static inline long sys_bench_call(long word, long relay)
{
	return ecall2(SYS_bench_call, word, relay);
}

static inline long sys_bench_report(const struct loris_bench *bench)
{
	return ecall1(SYS_bench_report, (long)bench);
}

#endif
