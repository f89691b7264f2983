// SPDX-License-Identifier: MIT
/*
 * Locks, and the hooks through which picolibc takes them (its _RETARGETABLE_LOCKING). picolibc's
 * own hooks do nothing; defining all of them here keeps its object out of the link.
 */
#include <stdlib.h>
#include <sys/lock.h>
#include "user/lib/lock.h"
#include "user/lib/sys.h"

/* Yields are enough while the holder can run; a holder that sleeps or reads is waited for asleep.
 */
#define YIELDS_BEFORE_SLEEP 64
#define WAIT_NS		    1000000

struct __lock __lock___libc_recursive_mutex;

static uintptr_t self(void)
{
	uintptr_t tp;

	__asm__("mv %0, tp" : "=r"(tp));
	return tp;
}

bool loris_lock_try(struct __lock *lock)
{
	uintptr_t me = self(), expected = 0;

	if (__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != me &&
	    !__atomic_compare_exchange_n(&lock->owner, &expected, me, false, __ATOMIC_ACQUIRE,
					 __ATOMIC_RELAXED))
		return false;
	lock->depth++;
	return true;
}

void loris_lock_acquire(struct __lock *lock)
{
	for (unsigned tries = 0; !loris_lock_try(lock); tries++) {
		if (tries < YIELDS_BEFORE_SLEEP)
			sys_yield();
		else
			sys_sleep(WAIT_NS);
	}
}

void loris_lock_release(struct __lock *lock)
{
	if (--lock->depth == 0)
		__atomic_store_n(&lock->owner, 0, __ATOMIC_RELEASE);
}

/* A stream whose lock could not be allocated shares this one: slower, never unsafe. */
static struct __lock spare;

void __retarget_lock_init(_LOCK_T *lock)
{
	*lock = calloc(1, sizeof(struct __lock));
	if (!*lock)
		*lock = &spare;
}

void __retarget_lock_close(_LOCK_T lock)
{
	if (lock != &spare)
		free(lock);
}

void __retarget_lock_acquire(_LOCK_T lock)
{
	loris_lock_acquire(lock);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
	return loris_lock_try(lock);
}

void __retarget_lock_release(_LOCK_T lock)
{
	loris_lock_release(lock);
}

/* Every lock here is recursive, so the recursive hooks are the same functions. */
void __retarget_lock_init_recursive(_LOCK_T *lock) __attribute__((alias("__retarget_lock_init")));
void __retarget_lock_close_recursive(_LOCK_T lock) __attribute__((alias("__retarget_lock_close")));
void __retarget_lock_acquire_recursive(_LOCK_T lock)
	__attribute__((alias("__retarget_lock_acquire")));
int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
	__attribute__((alias("__retarget_lock_try_acquire")));
void __retarget_lock_release_recursive(_LOCK_T lock)
	__attribute__((alias("__retarget_lock_release")));
