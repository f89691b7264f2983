/* SPDX-License-Identifier: MIT */
/* Memory order (RVWMO; unprivileged ISA, chapter 17) and atomic operations: part of arch.h. */
#ifndef ARCH_RISCV_ORDER_H
#define ARCH_RISCV_ORDER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Full and release order devices with memory too (i and o: unprivileged ISA, 2.7). A driver's thread goes on on
 * another hart, and what is done to a device under a lock is done again by who takes that next: rw alone, and .rl,
 * order it with nothing (13.1). To take a lock needs no more: a device is not accessed before the branch that asks
 * whether it was got is decided (Priv. 3.6.6: never speculatively).
 */
static inline void fence_full(void)
{
	__asm__ volatile("fence iorw, iorw" ::: "memory");
}

static inline void fence_acquire(void)
{
	__asm__ volatile("fence r, rw" ::: "memory");
}

static inline void fence_release(void)
{
	__asm__ volatile("fence iorw, w" ::: "memory");
}

/*
 * Accesses to fields that other harts use at the same time. Volatile, not C11 atomics: gcc 12 turns a
 * relaxed atomic store into an amoswap, the very thing the switch path must not contain.
 */
#define load_once(p)	 (*(const volatile __typeof__(*(p)) *)(p))
#define store_once(p, v) (*(volatile __typeof__(*(p)) *)(p) = (v))

static inline uint64_t atomic_swap32_acquire(uint32_t *p, uint32_t value)
{
	uint64_t old;
	__asm__ volatile("amoswap.w.aq %0, %2, %1" : "=r"(old), "+A"(*p) : "r"(value) : "memory");
	return old;
}

static inline uint32_t atomic_add32(uint32_t *p, int32_t n) /* returns the old value; no order */
{
	uint32_t old;
	__asm__ volatile("amoadd.w %0, %2, %1" : "=r"(old), "+A"(*p) : "r"(n) : "memory");
	return old;
}

static inline uint32_t atomic_add32_full(uint32_t *p, int32_t n)
{
	uint32_t old;
	__asm__ volatile("amoadd.w.aqrl %0, %2, %1" : "=r"(old), "+A"(*p) : "r"(n) : "memory");
	return old;
}

/* Replaces *old, and only it, by `value`; false: *old now says what was found. No order. */
static inline bool atomic_cas32(uint32_t *p, uint32_t *old, uint32_t value)
{
	return __atomic_compare_exchange_n(p, old, value, false, __ATOMIC_RELAXED,
					   __ATOMIC_RELAXED);
}

/* Replaces `from` by `to`; false: something else stood there. Full order. */
static inline bool atomic_cas_pointer(void **p, void *from, void *to)
{
	return __atomic_compare_exchange_n(p, &from, to, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static inline uint64_t atomic_add64(uint64_t *p, uint64_t n) /* no order */
{
	uint64_t old;
	__asm__ volatile("amoadd.d %0, %2, %1" : "=r"(old), "+A"(*p) : "r"(n) : "memory");
	return old;
}

/* Takes n from *p; false: a bit of `stop` would be 1 then, and nothing was taken. No order. */
static inline bool atomic_take64(uint64_t *p, uint64_t n, uint64_t stop)
{
	uint64_t left, failed;
	__asm__ volatile("1:	lr.d	%0, %2\n"
			 "	sub	%0, %0, %3\n"
			 "	and	%1, %0, %4\n"
			 "	bnez	%1, 2f\n"
			 "	sc.d	%1, %0, %2\n"
			 "	bnez	%1, 1b\n"
			 "2:"
			 : "=&r"(left), "=&r"(failed), "+A"(*p)
			 : "r"(n), "r"(stop)
			 : "memory");
	return !failed;
}

static inline uint64_t atomic_or64(uint64_t *p, uint64_t bits)
{
	uint64_t old;
	__asm__ volatile("amoor.d.aqrl %0, %2, %1" : "=r"(old), "+A"(*p) : "r"(bits) : "memory");
	return old;
}

static inline uint64_t atomic_and64(uint64_t *p, uint64_t bits)
{
	uint64_t old;
	__asm__ volatile("amoand.d.aqrl %0, %2, %1" : "=r"(old), "+A"(*p) : "r"(bits) : "memory");
	return old;
}

static inline uint64_t atomic_swap64(uint64_t *p, uint64_t value)
{
	uint64_t old;
	__asm__ volatile("amoswap.d.aqrl %0, %2, %1" : "=r"(old), "+A"(*p) : "r"(value) : "memory");
	return old;
}

#endif
