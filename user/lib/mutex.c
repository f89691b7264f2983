// SPDX-License-Identifier: MIT
/*
 * C11's mutexes, which are the locks of lock.h, and conditions. Who waits looks again and again, at first after
 * others have run, then after short sleeps; a signal wakes all, which C permits.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <threads.h>
#include "user/lib/lock.h"
#include "user/lib/sys.h"

#define YIELDS_BEFORE_SLEEP 64
#define WAIT_NS		    1000000
#define NS_PER_S	    1000000000ull

enum { ONCE_NOT_YET, ONCE_RUNS, ONCE_DONE };

static_assert(offsetof(mtx_t, type) >= sizeof(struct __lock), "a mutex is a lock");

static struct __lock *lock_of(mtx_t *mutex)
{
	return (struct __lock *)mutex;
}

static void pause_briefly(unsigned tries)
{
	if (tries < YIELDS_BEFORE_SLEEP)
		sys_yield();
	else
		sys_sleep(WAIT_NS);
}

static bool is_over(const struct timespec *until)
{
	return sys_clock() >= (uint64_t)until->tv_sec * NS_PER_S + (uint64_t)until->tv_nsec;
}

void call_once(once_flag *flag, void (*function)(void))
{
	unsigned expected = ONCE_NOT_YET;

	if (__atomic_compare_exchange_n(flag, &expected, ONCE_RUNS, false, __ATOMIC_ACQUIRE,
					__ATOMIC_ACQUIRE)) {
		function();
		__atomic_store_n(flag, ONCE_DONE, __ATOMIC_RELEASE);
	}
	for (unsigned tries = 0; __atomic_load_n(flag, __ATOMIC_ACQUIRE) != ONCE_DONE; tries++)
		pause_briefly(tries);
}

int mtx_init(mtx_t *mutex, int type)
{
	*mutex = (mtx_t){.type = type};
	return thrd_success;
}

void mtx_destroy(mtx_t *mutex)
{
	(void)mutex;
}

int mtx_lock(mtx_t *mutex)
{
	loris_lock_acquire(lock_of(mutex));
	return thrd_success;
}

/* The lock lets its holder in again. What is locked is locked for him, too, unless the mutex is recursive. */
static bool try_lock(mtx_t *mutex)
{
	struct __lock *lock = lock_of(mutex);

	if (!loris_lock_try(lock))
		return false;
	if (lock->depth == 1 || mutex->type & mtx_recursive)
		return true;
	loris_lock_release(lock);
	return false;
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
	for (unsigned tries = 0; !try_lock(mutex); tries++) {
		if (is_over(until))
			return thrd_timedout;
		pause_briefly(tries);
	}
	return thrd_success;
}

int mtx_trylock(mtx_t *mutex)
{
	return try_lock(mutex) ? thrd_success : thrd_busy;
}

int mtx_unlock(mtx_t *mutex)
{
	loris_lock_release(lock_of(mutex));
	return thrd_success;
}

int cnd_init(cnd_t *condition)
{
	condition->signals = 0;
	return thrd_success;
}

void cnd_destroy(cnd_t *condition)
{
	(void)condition;
}

int cnd_broadcast(cnd_t *condition)
{
	__atomic_fetch_add(&condition->signals, 1, __ATOMIC_RELEASE);
	return thrd_success;
}

int cnd_signal(cnd_t *condition)
{
	return cnd_broadcast(condition);
}

/* until NULL: for ever. */
static int wait_until(cnd_t *condition, mtx_t *mutex, const struct timespec *until)
{
	unsigned seen = __atomic_load_n(&condition->signals, __ATOMIC_ACQUIRE);
	int result = thrd_success;

	mtx_unlock(mutex);
	for (unsigned tries = 0; __atomic_load_n(&condition->signals, __ATOMIC_ACQUIRE) == seen;
	     tries++) {
		if (until && is_over(until)) {
			result = thrd_timedout;
			break;
		}
		pause_briefly(tries);
	}
	mtx_lock(mutex);
	return result;
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
	return wait_until(condition, mutex, NULL);
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
		  const struct timespec *restrict until)
{
	return wait_until(condition, mutex, until);
}
