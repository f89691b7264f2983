/* SPDX-License-Identifier: MIT */
/* C11's <threads.h>, of which picolibc has the half that no system brings. */
#ifndef LORIS_THREADS_H
#define LORIS_THREADS_H

#include <time.h>

#ifndef __cplusplus
#define thread_local _Thread_local
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { mtx_plain = 0, mtx_recursive = 1, mtx_timed = 2 };
enum { thrd_success, thrd_busy, thrd_error, thrd_nomem, thrd_timedout };

typedef struct loris_thread *thrd_t;
typedef int (*thrd_start_t)(void *);
typedef void (*tss_dtor_t)(void *);
typedef unsigned tss_t;
typedef unsigned once_flag; /* 0: not yet */
typedef struct {
	unsigned signals; /* how often it was signalled */
} cnd_t;
typedef struct {
	__UINTPTR_TYPE__ lock[2];
	int type;
} mtx_t;

#define ONCE_FLAG_INIT	    0
#define TSS_DTOR_ITERATIONS 4

void call_once(once_flag *flag, void (*function)(void));

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument);
thrd_t thrd_current(void);
int thrd_detach(thrd_t thread);
int thrd_equal(thrd_t a, thrd_t b);
_Noreturn void thrd_exit(int result);
int thrd_join(thrd_t thread, int *result);
int thrd_sleep(const struct timespec *wanted, struct timespec *left);
void thrd_yield(void);

int mtx_init(mtx_t *mutex, int type);
void mtx_destroy(mtx_t *mutex);
int mtx_lock(mtx_t *mutex);
int mtx_timedlock(mtx_t *__restrict mutex, const struct timespec *__restrict until);
int mtx_trylock(mtx_t *mutex);
int mtx_unlock(mtx_t *mutex);

int cnd_init(cnd_t *condition);
void cnd_destroy(cnd_t *condition);
int cnd_signal(cnd_t *condition);
int cnd_broadcast(cnd_t *condition);
int cnd_wait(cnd_t *condition, mtx_t *mutex);
int cnd_timedwait(cnd_t *__restrict condition, mtx_t *__restrict mutex,
		  const struct timespec *__restrict until);

int tss_create(tss_t *key, tss_dtor_t destructor);
void tss_delete(tss_t key);
void *tss_get(tss_t key);
int tss_set(tss_t key, void *value);

#ifdef __cplusplus
}
#endif

#endif
