// SPDX-License-Identifier: MIT
/* Threads, atomic operations, data of each thread's own. */
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>
#include "check.h"

#define THREADS 4
#define ROUNDS	500

static atomic_int counted;
static int guarded, turn;
static thread_local int own = 5;
static mtx_t mutex;
static cnd_t turned;
static once_flag once = ONCE_FLAG_INIT;
static atomic_uchar byte;
static atomic_ushort halves[2];
static _Atomic struct triple {
	long a, b, c;
} triple;
static atomic_int initialised, destroyed;
static tss_t key;

static void initialise(void)
{
	initialised++;
}

static void destroy(void *value)
{
	destroyed += *(int *)value;
	free(value);
}

/* Of sizes that a processor may have no instruction for. */
static void count_all(void)
{
	struct triple before = triple, after;

	atomic_fetch_add(&byte, 3);
	atomic_fetch_sub(&halves[1], 1);
	do
		after = (struct triple){before.a + 1, before.b - 1, before.c + 2};
	while (!atomic_compare_exchange_weak(&triple, &before, after));
}

static int work(void *argument)
{
	int number = (int)(intptr_t)argument, *value = malloc(sizeof(*value));

	call_once(&once, initialise);
	*value = 1;
	tss_set(key, value);
	own += number;
	for (int i = 0; i < ROUNDS; i++) {
		atomic_fetch_add(&counted, 1);
		count_all();
		mtx_lock(&mutex);
		guarded++;
		mtx_unlock(&mutex);
	}
	mtx_lock(&mutex);
	while (turn != number)
		cnd_wait(&turned, &mutex);
	turn++;
	cnd_broadcast(&turned);
	mtx_unlock(&mutex);
	return own;
}

static void check_sizes(void)
{
	unsigned char wanted = 1;
	struct triple all = triple;

	CHECK(byte == (unsigned char)(3 * THREADS * ROUNDS) && halves[0] == 0);
	CHECK(halves[1] == (unsigned short)-(THREADS * ROUNDS));
	CHECK(all.a == THREADS * ROUNDS && all.b == -all.a && all.c == 2 * all.a);
	CHECK(!atomic_compare_exchange_strong(&byte, &wanted, 5) && wanted == byte);
	CHECK(atomic_compare_exchange_strong(&byte, &wanted, 5) && byte == 5);
}

static void check_recursive(void)
{
	mtx_t again, timed;

	CHECK(mtx_init(&again, mtx_plain | mtx_recursive) == thrd_success);
	CHECK(mtx_lock(&again) == thrd_success && mtx_trylock(&again) == thrd_success);
	mtx_unlock(&again);
	mtx_unlock(&again);
	mtx_destroy(&again);
	CHECK(mtx_init(&timed, mtx_timed) == thrd_success && mtx_lock(&timed) == thrd_success);
	CHECK(mtx_timedlock(&timed, &(struct timespec){0}) == thrd_timedout);
	mtx_unlock(&timed);
	mtx_destroy(&timed);
}

void check_threads(void)
{
	thrd_t threads[THREADS];
	int result, total = 0;

	CHECK(mtx_init(&mutex, mtx_plain) == thrd_success && cnd_init(&turned) == thrd_success);
	CHECK(tss_create(&key, destroy) == thrd_success);
	for (intptr_t i = 0; i < THREADS; i++)
		CHECK(thrd_create(&threads[i], work, (void *)i) == thrd_success);
	for (int i = 0; i < THREADS; i++) {
		CHECK(thrd_join(threads[i], &result) == thrd_success);
		total += result;
	}
	CHECK(total == 5 * THREADS + 6 && own == 5 && turn == THREADS);
	CHECK(counted == THREADS * ROUNDS && guarded == THREADS * ROUNDS);
	check_sizes();
	CHECK(initialised == 1 && destroyed == THREADS && tss_get(key) == NULL);
	CHECK(mtx_lock(&mutex) == thrd_success && thrd_equal(thrd_current(), thrd_current()));
	CHECK(mtx_trylock(&mutex) == thrd_busy); /* for its holder, too */
	mtx_unlock(&mutex);
	CHECK(mtx_trylock(&mutex) == thrd_success);
	mtx_unlock(&mutex);
	check_recursive();
	CHECK(thrd_sleep(&(struct timespec){.tv_nsec = 1000}, NULL) == 0);
}
