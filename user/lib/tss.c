// SPDX-License-Identifier: MIT
/* C11's values that each thread has its own of. */
#include "user/lib/tss.h"
#include <stdbool.h>
#include <stddef.h>
#include <threads.h>
#include "user/lib/lock.h"

#define KEYS 64

static struct {
	bool used;
	tss_dtor_t destructor;
} keys[KEYS];
static struct __lock keys_lock;
static _Thread_local void *values[KEYS];

int tss_create(tss_t *key, tss_dtor_t destructor)
{
	unsigned i = 0;

	loris_lock_acquire(&keys_lock);
	while (i < KEYS && keys[i].used)
		i++;
	if (i < KEYS) {
		keys[i].used = true;
		keys[i].destructor = destructor;
		values[i] = NULL;
	}
	loris_lock_release(&keys_lock);
	*key = i;
	return i < KEYS ? thrd_success : thrd_error;
}

void tss_delete(tss_t key)
{
	loris_lock_acquire(&keys_lock);
	keys[key].used = false;
	keys[key].destructor = NULL;
	loris_lock_release(&keys_lock);
}

void *tss_get(tss_t key)
{
	return values[key];
}

int tss_set(tss_t key, void *value)
{
	values[key] = value;
	return thrd_success;
}

/* A destructor may set values anew. */
void loris_tss_end(void)
{
	for (int round = 0; round < TSS_DTOR_ITERATIONS; round++) {
		for (unsigned i = 0; i < KEYS; i++) {
			void *value = values[i];

			values[i] = NULL;
			if (value && keys[i].destructor)
				keys[i].destructor(value);
		}
	}
}
