// SPDX-License-Identifier: MIT
/*
 * Time. The kernel knows one clock, nanoseconds since boot, so every clock of C and POSIX reads it:
 * the time of day counts from boot, and clock() is elapsed time, as no call tells a process's
 * share.
 */
#include <errno.h>
#include <stdbool.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
#include "user/lib/err.h"
#include "user/lib/sys.h"

#define NS_PER_S  1000000000ull
#define NS_PER_US 1000ull

static bool is_clock(clockid_t clock_id)
{
	return clock_id == CLOCK_REALTIME || clock_id == CLOCK_MONOTONIC ||
	       clock_id == CLOCK_PROCESS_CPUTIME_ID || clock_id == CLOCK_THREAD_CPUTIME_ID;
}

int clock_gettime(clockid_t clock_id, struct timespec *now)
{
	uint64_t ns = sys_clock();

	if (!is_clock(clock_id)) {
		errno = EINVAL;
		return -1;
	}
	now->tv_sec = (time_t)(ns / NS_PER_S);
	now->tv_nsec = (long)(ns % NS_PER_S);
	return 0;
}

int clock_getres(clockid_t clock_id, struct timespec *step)
{
	struct loris_self self;

	if (!is_clock(clock_id)) {
		errno = EINVAL;
		return -1;
	}
	sys_self(&self);
	if (step)
		*step = (struct timespec){.tv_nsec = (long)(NS_PER_S / self.timebase)};
	return 0;
}

int timespec_get(struct timespec *now, int base)
{
	return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

int gettimeofday(struct timeval *now, void *zone)
{
	uint64_t us = sys_clock() / NS_PER_US;

	(void)zone;
	now->tv_sec = (time_t)(us / 1000000);
	now->tv_usec = (suseconds_t)(us % 1000000);
	return 0;
}

clock_t times(struct tms *times)
{
	clock_t ticks = (clock_t)(sys_clock() / (NS_PER_S / CLOCKS_PER_SEC));

	*times = (struct tms){.tms_utime = ticks};
	return ticks;
}

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
	if (wanted->tv_sec < 0 || wanted->tv_nsec < 0 || wanted->tv_nsec >= (long)NS_PER_S) {
		errno = EINVAL;
		return -1;
	}
	if (left)
		*left = (struct timespec){0};
	return (int)loris_errno(
		sys_sleep((uint64_t)wanted->tv_sec * NS_PER_S + (uint64_t)wanted->tv_nsec));
}

unsigned sleep(unsigned seconds)
{
	return sys_sleep(seconds * NS_PER_S) < 0 ? seconds : 0;
}

int usleep(useconds_t us)
{
	return (int)loris_errno(sys_sleep(us * NS_PER_US));
}
