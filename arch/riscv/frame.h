/* SPDX-License-Identifier: MIT */
/* The registers of a thread that is not running, and the message among them: part of arch.h. */
#ifndef ARCH_RISCV_FRAME_H
#define ARCH_RISCV_FRAME_H

#include <stdint.h>
#include "lib/abi.h"

/*
 * Offsets follow the register numbers, pc standing in for x0. `resume` is the code that brings this
 * frame back to life (entry.S): a frame saved by a system call holds only what the ABI preserves, one
 * saved by an interrupt holds everything, a kthread's that gave up the hart holds what C preserves.
 */
struct frame {
	uint64_t pc, ra, sp, gp, tp, t0, t1, t2, s0, s1, a0, a1, a2, a3, a4, a5, a6, a7;
	uint64_t s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, t3, t4, t5, t6;
	uint64_t status; /* sstatus */
	uint64_t resume;
};

/*
 * A message on its way between two frames. Its words travel in a1..a5 and t1..t3, info in a6, the badge in
 * a7, the time limit in t4 (lib/abi.h); a frame has them in the places of these registers, also a
 * kthread's, of which nothing else is kept there.
 */
struct message {
	uint64_t word[LORIS_MSG_WORDS];
	uint64_t info, badge;
};

static inline void frame_get_words(const struct frame *f, uint64_t word[LORIS_MSG_WORDS])
{
	word[0] = f->a1;
	word[1] = f->a2;
	word[2] = f->a3;
	word[3] = f->a4;
	word[4] = f->a5;
	word[5] = f->t1;
	word[6] = f->t2;
	word[7] = f->t3;
}

static inline void frame_set_words(struct frame *f, const uint64_t word[LORIS_MSG_WORDS])
{
	f->a1 = word[0];
	f->a2 = word[1];
	f->a3 = word[2];
	f->a4 = word[3];
	f->a5 = word[4];
	f->t1 = word[5];
	f->t2 = word[6];
	f->t3 = word[7];
}

static inline uint64_t *frame_word0(struct frame *f)
{
	return &f->a1;
}
static inline uint64_t *frame_word1(struct frame *f)
{
	return &f->a2;
}
static inline uint64_t *frame_word4(struct frame *f)
{
	return &f->a5;
}
static inline uint64_t frame_info(const struct frame *f)
{
	return f->a6;
}
static inline uint64_t frame_timeout_ns(const struct frame *f)
{
	return f->t4;
}
/* Of a message without handles: it may take so long; UINT64_MAX: any time. */
static inline void frame_set_limit(struct frame *f, uint64_t ns)
{
	f->a6 = ns == UINT64_MAX ? 0 : LORIS_MSG_TIMEOUT;
	f->t4 = ns;
}
static inline void frame_set_labels(struct frame *f, uint64_t info, uint64_t badge)
{
	f->a6 = info;
	f->a7 = badge;
}
static inline long frame_result(const struct frame *f)
{
	return (long)f->a0;
}

/* A user thread's frame: its call gives OK and this message. */
void frame_receive(struct frame *f, const struct message *m);
/* All registers of one that was interrupted by a fault; x[0] stands for pc. */
void frame_read(const struct frame *f, struct loris_registers *out);
void frame_write(struct frame *f, const struct loris_registers *in);
/* The thread will call fault_unhandled() instead of going on. */
void frame_divert_to_fault(struct frame *f);

#endif
