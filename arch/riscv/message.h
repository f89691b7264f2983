/* SPDX-License-Identifier: MIT */
/*
 * A message that stays in its registers: part of arch.h for the one file that is compiled with these
 * registers reserved (kernel/ipc_fast.c).
 */
#ifndef ARCH_RISCV_MESSAGE_H
#define ARCH_RISCV_MESSAGE_H

#include <stdint.h>
#include "arch/riscv/attributes.h"

struct endpoint;
struct hart;
struct thread;

/* What it may look at, and change, of them. */
register uint64_t message_handle __asm__("a0"); /* by which it is sent or received */
register uint64_t message_info __asm__("a6");
register uint64_t message_badge __asm__("a7");
register struct thread *message_sender __asm__("s0"); /* whose system call it is */
register struct hart *message_hart __asm__("tp");     /* this_hart() */

#define message_set_info(value) __asm__ volatile("li %0, %1" : "=r"(message_info) : "i"(value))

/* ipc_carry_call(from, to) and ipc_carry_reply(from, to); the message is in from's frame meanwhile. */
#define MESSAGE_CARRY(name)                                                              \
	ALWAYS_INLINE struct thread *name(struct thread *from, struct thread *to)        \
	{                                                                                \
		register struct thread *t5 __asm__("t5") = from;                         \
		register struct thread *t6 __asm__("t6") = to;                           \
		__asm__ volatile("jal t0, " #name : "+r"(t5), "+r"(t6)::"t0", "memory"); \
		return t5;                                                               \
	}
MESSAGE_CARRY(message_carry_call)
MESSAGE_CARRY(message_carry_reply)

/* Ends of its functions (message.S). Not calls: those would cost a message word, t1, and ra. */
#define MESSAGE_END(name, type)                                                  \
	static inline _Noreturn void name(type argument)                         \
	{                                                                        \
		register type a0 __asm__("a0") = argument;                       \
		__asm__ volatile("j " #name "_end" ::"r"(a0), "r"(message_info), \
				 "r"(message_badge)                              \
				 : "memory");                                    \
		__builtin_unreachable();                                         \
	}
typedef struct thread *message_thread;
typedef struct endpoint *message_endpoint;

/* The system call by which the current thread came gives up the fast path: nothing was changed. */
MESSAGE_END(message_slow_call, uint64_t)
MESSAGE_END(message_slow_reply_recv, uint64_t)
MESSAGE_END(message_slow_kernel, message_endpoint)
/* Run it, which is current: a user thread that has left by one of these paths itself, after such a one or
 * after a kthread; or a kthread. */
MESSAGE_END(message_to_user, message_thread)
MESSAGE_END(message_from_kthread, message_thread)
MESSAGE_END(message_to_kthread, message_thread)
/* The current thread's message goes into its frame, then ipc_settle() with these. */
static inline _Noreturn void message_settle(struct thread *prev, struct endpoint *ep)
{
	register struct thread *a0 __asm__("a0") = prev;
	register struct endpoint *t5 __asm__("t5") = ep;
	__asm__ volatile("j message_settle_end" ::"r"(a0), "r"(t5), "r"(message_info),
			 "r"(message_badge)
			 : "memory");
	__builtin_unreachable();
}

#endif
