// SPDX-License-Identifier: MIT
/*
 * What gcc calls for atomic objects that RISC-V has no instruction for: of one and two bytes, of 16 and more. Elsewhere
 * this is libatomic, which toolchains for bare machines do not have. The small ones change the word around them; the
 * large ones take a lock, one of a few, by the address.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "user/lib/lock.h"

#define LOCKS 16

/* ---- small ones ---------------------------------------------------------------------------------------- */

/* Where the object is in its word; neither one of two bytes lies across two words. */
struct place {
	uint32_t *word, mask;
	unsigned shift;
};

static struct place place_of(const volatile void *at, size_t size)
{
	uintptr_t address = (uintptr_t)at;
	unsigned shift = (unsigned)(address % 4) * 8;

	return (struct place){(uint32_t *)(address & ~(uintptr_t)3),
			      (size == 1 ? 0xffu : 0xffffu) << shift, shift};
}

static uint32_t value_in(const struct place *p, uint32_t word)
{
	return (word & p->mask) >> p->shift;
}

/* True: the word was as seen, and has the value now; else *seen is what it is. */
static bool replace(const struct place *p, uint32_t *seen, uint32_t value)
{
	uint32_t word = (*seen & ~p->mask) | (value << p->shift & p->mask);

	return __atomic_compare_exchange_n(p->word, seen, word, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

#define NAMED(name, size) __asm__("__atomic_" #name "_" #size)

#define CHANGE(name, size, type, result)                                                \
	type name##_##size(volatile void *at, type value, int order) NAMED(name, size); \
	type name##_##size(volatile void *at, type value, int order)                    \
	{                                                                               \
		struct place p = place_of(at, size);                                    \
		uint32_t word = __atomic_load_n(p.word, __ATOMIC_RELAXED), old;         \
                                                                                        \
		(void)order;                                                            \
		do                                                                      \
			old = value_in(&p, word);                                       \
		while (!replace(&p, &word, result));                                    \
		return (type)old;                                                       \
	}

#define COMPARE(size, type)                                                               \
	bool compare_##size(volatile void *at, void *wanted, type value, int yes, int no) \
		NAMED(compare_exchange, size);                                            \
	bool compare_##size(volatile void *at, void *wanted, type value, int yes, int no) \
	{                                                                                 \
		struct place p = place_of(at, size);                                      \
		uint32_t word = __atomic_load_n(p.word, __ATOMIC_SEQ_CST);                \
                                                                                          \
		(void)yes;                                                                \
		(void)no;                                                                 \
		while (value_in(&p, word) == *(type *)wanted)                             \
			if (replace(&p, &word, value))                                    \
				return true;                                              \
		*(type *)wanted = (type)value_in(&p, word);                               \
		return false;                                                             \
	}

#define SMALL(size, type)                              \
	CHANGE(exchange, size, type, value)            \
	CHANGE(fetch_add, size, type, old + value)     \
	CHANGE(fetch_sub, size, type, old - value)     \
	CHANGE(fetch_and, size, type, old &value)      \
	CHANGE(fetch_or, size, type, old | value)      \
	CHANGE(fetch_xor, size, type, old ^ value)     \
	CHANGE(fetch_nand, size, type, ~(old & value)) \
	COMPARE(size, type)

SMALL(1, uint8_t)
SMALL(2, uint16_t)

/* ---- large ones ---------------------------------------------------------------------------------------- */

static struct __lock locks[LOCKS];

/* Taking a lock does not keep what was stored before from coming after what is read here, as seq_cst wants of it and
 * an atomic store in front, of eight bytes say. */
static struct __lock *enter(const volatile void *at)
{
	struct __lock *lock = &locks[(uintptr_t)at / 16 % LOCKS];

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	loris_lock_acquire(lock);
	return lock;
}

void load_any(size_t size, const void *at, void *to, int order) __asm__("__atomic_load");
void store_any(size_t size, void *at, const void *from, int order) __asm__("__atomic_store");
void exchange_any(size_t size, void *at, const void *from, void *old,
		  int order) __asm__("__atomic_exchange");
bool compare_any(size_t size, void *at, void *wanted, const void *from, int yes,
		 int no) __asm__("__atomic_compare_exchange");
bool is_free(size_t size, const volatile void *at) __asm__("__atomic_is_lock_free");

void load_any(size_t size, const void *at, void *to, int order)
{
	struct __lock *lock = enter(at);

	(void)order;
	memcpy(to, at, size);
	loris_lock_release(lock);
}

void store_any(size_t size, void *at, const void *from, int order)
{
	struct __lock *lock = enter(at);

	(void)order;
	memcpy(at, from, size);
	loris_lock_release(lock);
}

/* from and old may be the same. */
void exchange_any(size_t size, void *at, const void *from, void *old, int order)
{
	const char *in = from;
	char *there = at, *out = old;
	struct __lock *lock = enter(at);

	(void)order;
	for (size_t i = 0; i < size; i++) {
		char before = there[i];

		there[i] = in[i];
		out[i] = before;
	}
	loris_lock_release(lock);
}

bool compare_any(size_t size, void *at, void *wanted, const void *from, int yes, int no)
{
	struct __lock *lock = enter(at);
	bool same;

	(void)yes;
	(void)no;
	same = memcmp(at, wanted, size) == 0;
	memcpy(same ? at : wanted, same ? from : at, size);
	loris_lock_release(lock);
	return same;
}

bool is_free(size_t size, const volatile void *at)
{
	return (size == 1 || size == 2 || size == 4 || size == 8) && (uintptr_t)at % size == 0;
}

/* ---- of 16 bytes, which have calls of their own ----------------------------------------------------------- */

typedef unsigned __int128 big;

big load_16(const volatile void *at, int order) NAMED(load, 16);
void store_16(volatile void *at, big value, int order) NAMED(store, 16);
big exchange_16(volatile void *at, big value, int order) NAMED(exchange, 16);
bool compare_16(volatile void *at, void *wanted, big value, int yes, int no)
	NAMED(compare_exchange, 16);

big load_16(const volatile void *at, int order)
{
	big value;

	load_any(sizeof(value), (const void *)(uintptr_t)at, &value, order);
	return value;
}

void store_16(volatile void *at, big value, int order)
{
	store_any(sizeof(value), (void *)(uintptr_t)at, &value, order);
}

big exchange_16(volatile void *at, big value, int order)
{
	exchange_any(sizeof(value), (void *)(uintptr_t)at, &value, &value, order);
	return value;
}

bool compare_16(volatile void *at, void *wanted, big value, int yes, int no)
{
	return compare_any(sizeof(value), (void *)(uintptr_t)at, wanted, &value, yes, no);
}
