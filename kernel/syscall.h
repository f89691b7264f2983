/* SPDX-License-Identifier: MIT */
/*
 * System calls, reached from entry.S through syscall_table with a0..a6 as arguments, irqs off, on the
 * hart's stack. A handler that keeps the hart returns its result; one that gives it up sets the result
 * in the frame and ends in thread_block(), thread_yield_to_user() or an exit. Each first checks
 * everything and then does something that cannot fail.
 */
#ifndef KERNEL_SYSCALL_H
#define KERNEL_SYSCALL_H

#include <stdint.h>
#include "lib/abi.h"

typedef void (*syscall_fn)(void); /* really long (*)(uint64_t a0, ...), as many as it takes */

extern const syscall_fn syscall_table[SYS_COUNT];

/*
 * Memory, interrupts, the machine (sys_memory.c, interrupt.c, system.c); and the two ways in which a call is
 * made again (syscall_restart.c), with these for a0..a6.
 */

/* The current thread is blocked; when woken it makes its call again. */
_Noreturn void syscall_retry_blocked(long nr, const uint64_t args[7]);
/* The current thread makes its call again at once: a long piece of work is done in parts, so that
 * interrupts and other threads get in between. */
_Noreturn void syscall_go_on(long nr, const uint64_t args[7]);

long sys_memory_create(uint64_t len, uint64_t flags);
long sys_memory_physical(uint64_t system, uint64_t address, uint64_t len);
long sys_memory_address(uint64_t system, uint64_t memory, uint64_t offset);
long sys_map(uint64_t process, uint64_t addr, uint64_t len, uint64_t flags, uint64_t memory,
	     uint64_t offset, uint64_t filled);
long sys_unmap(uint64_t process, uint64_t addr, uint64_t len);
long sys_protect(uint64_t process, uint64_t addr, uint64_t len, uint64_t prot);
long sys_interrupt_create(uint64_t system, uint64_t source);
long sys_interrupt_bind(uint64_t interrupt, uint64_t notification, uint64_t bits);
long sys_interrupt_ack(uint64_t interrupt);
long sys_system(uint64_t system, uint64_t operation, uint64_t argument);

/* Messages, notifications, faults (sys_ipc.c, sys_notify.c). */
long sys_call(uint64_t endpoint);
long sys_send(uint64_t endpoint);
long sys_recv(uint64_t endpoint);
long sys_reply_recv(uint64_t endpoint);
long sys_reply(uint64_t reply);
long sys_reply_keep(void);
long sys_signal(uint64_t notification, uint64_t bits);
long sys_wait_bits(uint64_t notification, uint64_t ns);
long sys_endpoint_create(void);
long sys_notification_create(void);
long sys_notification_bind(uint64_t notification);
long sys_timer_set(uint64_t notification, uint64_t bits, uint64_t ns);
long sys_fault_registers(uint64_t write, uint64_t registers);

/* Handles (sys_handle.c). */
long sys_handle_copy(uint64_t handle, uint64_t rights, uint64_t badge);
long sys_handle_close(uint64_t handle);
long sys_handle_revoke(uint64_t handle);
long sys_handle_info(uint64_t handle, uint64_t out);
long sys_handle_watch(uint64_t handle, uint64_t notification, uint64_t bits);

/* Processes and threads (sys_process.c). */
long sys_process_create(uint64_t what);
long sys_process_start(uint64_t process, uint64_t entry, uint64_t stack, uint64_t a0, uint64_t a1);
long sys_process_give(uint64_t process, uint64_t handle, uint64_t rights);
long sys_process_kill(uint64_t process);
long sys_process_handler(uint64_t process, uint64_t endpoint, uint64_t events);
long sys_process_info(uint64_t process, uint64_t out);
long sys_thread_open(uint64_t process, uint64_t tid);
long sys_thread_kill(uint64_t thread);
long sys_thread_priority(uint64_t thread, uint64_t priority);

#endif
