/* SPDX-License-Identifier: MIT */
/*
 * Messages between processes: the calls of lib/abi.h that carry one. A call that takes a message loads
 * all of it into registers and stores all that comes back, in the same struct; what a caller does not
 * look at afterwards the compiler leaves out.
 *
 * What goes out is decided by m->word and m->info; m->timeout counts only with LORIS_MSG_TIMEOUT. What
 * came in is told by m->word, m->info (kind, number of handles) and m->badge.
 */
#ifndef LORIS_USER_IPC_H
#define LORIS_USER_IPC_H

#include <stddef.h>
#include <stdint.h>
#include "lib/abi.h"

typedef uint64_t handle_t;

struct message {
	uint64_t word[LORIS_MSG_WORDS];
	uint64_t info;
	uint64_t badge;	  /* only received */
	uint64_t timeout; /* ns, only sent */
};

#define MESSAGE_INLINE 56 /* bytes of words 1 to 7 */

__attribute__((always_inline)) static inline long ipc_ecall(long number, handle_t handle,
							    struct message *m)
{
	register uint64_t a0 __asm__("a0") = handle;
	register uint64_t a1 __asm__("a1") = m->word[0];
	register uint64_t a2 __asm__("a2") = m->word[1];
	register uint64_t a3 __asm__("a3") = m->word[2];
	register uint64_t a4 __asm__("a4") = m->word[3];
	register uint64_t a5 __asm__("a5") = m->word[4];
	register uint64_t a6 __asm__("a6") = m->info;
	register uint64_t a7 __asm__("a7") = (uint64_t)number;
	register uint64_t t1 __asm__("t1") = m->word[5];
	register uint64_t t2 __asm__("t2") = m->word[6];
	register uint64_t t3 __asm__("t3") = m->word[7];
	register uint64_t t4 __asm__("t4") = m->timeout;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6),
			   "+r"(a7), "+r"(t1), "+r"(t2), "+r"(t3), "+r"(t4)
			 :
			 : "t0", "t5", "t6", "memory");
	m->word[0] = a1;
	m->word[1] = a2;
	m->word[2] = a3;
	m->word[3] = a4;
	m->word[4] = a5;
	m->word[5] = t1;
	m->word[6] = t2;
	m->word[7] = t3;
	m->info = a6;
	m->badge = a7;
	return (long)a0;
}

/* Sends m, waits for the reply, which it finds in m. */
static inline long ipc_call(handle_t endpoint, struct message *m)
{
	return ipc_ecall(SYS_call, endpoint, m);
}

/* Sends m without an answer; returns when somebody has received it. */
static inline long ipc_send(handle_t endpoint, struct message *m)
{
	return ipc_ecall(SYS_send, endpoint, m);
}

/* Waits for a message; of m only info (what is accepted, LORIS_MSG_TIMEOUT) and timeout count. */
static inline long ipc_recv(handle_t endpoint, struct message *m)
{
	return ipc_ecall(SYS_recv, endpoint, m);
}

/* Answers a kept call, which uses the handle up, or with 0 the call that was received last. */
static inline long ipc_reply(handle_t reply, struct message *m)
{
	return ipc_ecall(SYS_reply, reply, m);
}

/* Answers the call that was received last and waits for the next message. */
static inline long ipc_reply_recv(handle_t endpoint, struct message *m)
{
	return ipc_ecall(SYS_reply_recv, endpoint, m);
}

/*
 * The same with nothing in the messages: no word is loaded, none looked at. What the way itself costs
 * is measured with these.
 */
#define IPC_CLOBBERS \
	"a1", "a2", "a3", "a4", "a5", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory"

__attribute__((always_inline)) static inline long ipc_ecall_empty(long number, handle_t handle)
{
	register uint64_t a0 __asm__("a0") = handle;
	register uint64_t a6 __asm__("a6") = 0;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a6), "+r"(a7) : : IPC_CLOBBERS);
	return (long)a0;
}

static inline long ipc_call_empty(handle_t endpoint)
{
	return ipc_ecall_empty(SYS_call, endpoint);
}

static inline long ipc_reply_recv_empty(handle_t endpoint)
{
	return ipc_ecall_empty(SYS_reply_recv, endpoint);
}

/* With words 0 to 3, which stay in their registers between the calls of a loop; the rest is not looked at. */
__attribute__((always_inline)) static inline long ipc_ecall_words4(long number, handle_t handle,
								   uint64_t *w)
{
	register uint64_t a0 __asm__("a0") = handle;
	register uint64_t a1 __asm__("a1") = w[0];
	register uint64_t a2 __asm__("a2") = w[1];
	register uint64_t a3 __asm__("a3") = w[2];
	register uint64_t a4 __asm__("a4") = w[3];
	register uint64_t a6 __asm__("a6") = 0;
	register long a7 __asm__("a7") = number;

	__asm__ volatile("ecall"
			 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a6), "+r"(a7)
			 :
			 : "a5", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory");
	w[0] = a1;
	w[1] = a2;
	w[2] = a3;
	w[3] = a4;
	return (long)a0;
}

static inline long ipc_call_words4(handle_t endpoint, uint64_t *w)
{
	return ipc_ecall_words4(SYS_call, endpoint, w);
}

static inline long ipc_reply_recv_words4(handle_t endpoint, uint64_t *w)
{
	return ipc_ecall_words4(SYS_reply_recv, endpoint, w);
}

#endif
