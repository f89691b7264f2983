/* SPDX-License-Identifier: MIT */
/*
 * The system calls as C functions, one each, in the order of lib/abi.h, which says what they do; those
 * that carry a message are in user/lib/ipc.h. All return what the kernel returned: zero or more, or a
 * negative enum err. Nothing here touches errno.
 */
#ifndef LORIS_USER_SYS_H
#define LORIS_USER_SYS_H

#include <stddef.h>
#include <stdint.h>
#include "lib/abi.h"
#include "user/lib/ecall.h"
#include "user/lib/ipc.h"

static inline long sys_null(void)
{
	return ecall0(SYS_null);
}

static inline long sys_yield(void)
{
	return ecall0(SYS_yield);
}

static inline long sys_reply_keep(void)
{
	return ecall0(SYS_reply_keep);
}

static inline long sys_signal(handle_t notification, uint64_t bits)
{
	return ecall2(SYS_signal, (long)notification, (long)bits);
}

static inline long sys_wait_bits(handle_t notification, int64_t ns)
{
	return ecall2(SYS_wait_bits, (long)notification, ns);
}

static inline long sys_sleep(uint64_t ns)
{
	return ecall1(SYS_sleep, (long)ns);
}

static inline uint64_t sys_clock(void)
{
	return (uint64_t)ecall0(SYS_clock);
}

_Noreturn static inline void sys_exit(int status)
{
	for (;;)
		ecall1(SYS_exit, status);
}

static inline long sys_self(struct loris_self *self)
{
	return ecall1(SYS_self, (long)self);
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

static inline long sys_thread_open(handle_t process, long tid)
{
	return ecall2(SYS_thread_open, (long)process, tid);
}

static inline long sys_thread_kill(handle_t thread)
{
	return ecall1(SYS_thread_kill, (long)thread);
}

static inline long sys_thread_priority(handle_t thread, unsigned priority)
{
	return ecall2(SYS_thread_priority, (long)thread, priority);
}

static inline long sys_handle_copy(handle_t handle, unsigned rights, uint64_t badge)
{
	return ecall3(SYS_handle_copy, (long)handle, rights, (long)badge);
}

static inline long sys_handle_close(handle_t handle)
{
	return ecall1(SYS_handle_close, (long)handle);
}

static inline long sys_handle_revoke(handle_t handle)
{
	return ecall1(SYS_handle_revoke, (long)handle);
}

static inline long sys_handle_info(handle_t handle, struct loris_handle *info)
{
	return ecall2(SYS_handle_info, (long)handle, (long)info);
}

static inline long sys_handle_watch(handle_t handle, handle_t notification, uint64_t bits)
{
	return ecall3(SYS_handle_watch, (long)handle, (long)notification, (long)bits);
}

static inline long sys_endpoint_create(void)
{
	return ecall0(SYS_endpoint_create);
}

static inline long sys_notification_create(void)
{
	return ecall0(SYS_notification_create);
}

static inline long sys_notification_bind(handle_t notification)
{
	return ecall1(SYS_notification_bind, (long)notification);
}

static inline long sys_timer_set(handle_t notification, uint64_t bits, uint64_t ns)
{
	return ecall3(SYS_timer_set, (long)notification, (long)bits, (long)ns);
}

static inline long sys_memory_create(size_t len, unsigned flags)
{
	return ecall2(SYS_memory_create, (long)len, flags);
}

static inline long sys_memory_physical(handle_t system, uint64_t address, size_t len)
{
	return ecall3(SYS_memory_physical, (long)system, (long)address, (long)len);
}

static inline long sys_memory_address(handle_t system, handle_t memory, size_t offset)
{
	return ecall3(SYS_memory_address, (long)system, (long)memory, (long)offset);
}

/* Maps zero-filled pages of the caller's own; the general form follows. */
static inline long sys_map(void *addr, size_t len, unsigned prot)
{
	return ecall7(SYS_map, 0, (long)addr, (long)len, prot, 0, 0, 0);
}

static inline long sys_map_into(handle_t process, void *addr, size_t len, unsigned flags,
				handle_t memory, uint64_t offset, uint64_t filled)
{
	return ecall7(SYS_map, (long)process, (long)addr, (long)len, flags, (long)memory,
		      (long)offset, (long)filled);
}

static inline long sys_unmap(void *addr, size_t len)
{
	return ecall3(SYS_unmap, 0, (long)addr, (long)len);
}

static inline long sys_unmap_from(handle_t process, void *addr, size_t len)
{
	return ecall3(SYS_unmap, (long)process, (long)addr, (long)len);
}

static inline long sys_protect(void *addr, size_t len, unsigned prot)
{
	return ecall4(SYS_protect, 0, (long)addr, (long)len, prot);
}

static inline long sys_protect_in(handle_t process, void *addr, size_t len, unsigned prot)
{
	return ecall4(SYS_protect, (long)process, (long)addr, (long)len, prot);
}

static inline long sys_process_create(const struct loris_process *process)
{
	return ecall1(SYS_process_create, (long)process);
}

static inline long sys_process_start(handle_t process, uint64_t entry, uint64_t stack_top,
				     uint64_t a0, uint64_t a1)
{
	return ecall5(SYS_process_start, (long)process, (long)entry, (long)stack_top, (long)a0,
		      (long)a1);
}

static inline long sys_process_give(handle_t process, handle_t handle, unsigned rights)
{
	return ecall3(SYS_process_give, (long)process, (long)handle, rights);
}

static inline long sys_process_kill(handle_t process)
{
	return ecall1(SYS_process_kill, (long)process);
}

static inline long sys_process_handler(handle_t process, handle_t endpoint, unsigned events)
{
	return ecall3(SYS_process_handler, (long)process, (long)endpoint, events);
}

static inline long sys_process_info(handle_t process, struct loris_process_info *info)
{
	return ecall2(SYS_process_info, (long)process, (long)info);
}

static inline long sys_fault_registers(int write, struct loris_registers *registers)
{
	return ecall2(SYS_fault_registers, write, (long)registers);
}

static inline long sys_interrupt_create(handle_t system, unsigned source)
{
	return ecall2(SYS_interrupt_create, (long)system, source);
}

static inline long sys_interrupt_bind(handle_t interrupt, handle_t notification, uint64_t bits)
{
	return ecall3(SYS_interrupt_bind, (long)interrupt, (long)notification, (long)bits);
}

static inline long sys_interrupt_ack(handle_t interrupt)
{
	return ecall1(SYS_interrupt_ack, (long)interrupt);
}

static inline long sys_system(handle_t system, unsigned operation, uint64_t argument)
{
	return ecall3(SYS_system, (long)system, operation, (long)argument);
}

static inline long sys_stats(long hart, struct loris_stats *stats, size_t size)
{
	return ecall3(SYS_stats, hart, (long)stats, (long)size);
}

/*
 * What was a system call each and is a message now: to init, to the console, to a kthread. They keep their
 * names and their errors.
 */
long sys_write(const void *buf, size_t len);
long sys_read(void *buf, size_t len);
long sys_spawn(const char *args, size_t len);
long sys_wait(long pid, struct loris_exit *how);
long sys_kill(long pid);

/* The answer of the bench kthread of this hart: word + 1; with relay 1 the word of the next who relays. */
long sys_bench_call(long word, long relay);

#endif
