/* SPDX-License-Identifier: MIT */
/*
 * The one lock of user programs, which picolibc's stdio and malloc use as well: recursive, held by
 * a thread, waited for by yielding and then by short sleeps. Zero is a free lock.
 */
#ifndef LORIS_USER_LOCK_H
#define LORIS_USER_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct __lock {
	uintptr_t owner; /* the holder's tp, which no two threads share and is never 0 */
	uint32_t depth;	 /* only its holder touches it */
};

void loris_lock_acquire(struct __lock *lock);
bool loris_lock_try(struct __lock *lock);
void loris_lock_release(struct __lock *lock);

#endif
