// SPDX-License-Identifier: MIT
/* Jumps, signals, time, the locale, deep recursion. */
#define _DEFAULT_SOURCE 1 /* handlers stay, as without -std=c11 */
#include <errno.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "check.h"

#define DEEP 4000 /* calls, of a kilobyte each */

static jmp_buf back;
static volatile sig_atomic_t caught;

static void catch (int number)
{
	caught = number;
}

static int jump(int depth)
{
	if (depth == 0)
		longjmp(back, 7);
	return depth > 0 ? jump(depth - 1) : 0;
}

static void check_jumps(void)
{
	volatile int times = 0;
	int result = setjmp(back);

	times++;
	if (result == 0)
		jump(10);
	CHECK(result == 7 && times == 2);
}

static void check_signals(void)
{
	CHECK(signal(SIGTERM, catch) == SIG_DFL);
	CHECK(raise(SIGTERM) == 0 && caught == SIGTERM);
	caught = 0;
	CHECK(raise(SIGTERM) == 0 && caught == SIGTERM); /* it stays */
	CHECK(signal(SIGTERM, SIG_IGN) == catch && raise(SIGTERM) == 0);
	CHECK(signal(SIGKILL, catch) == SIG_ERR && raise(-1) != 0);
	signal(SIGINT, SIG_IGN);
	CHECK(raise(SIGINT) == 0);
}

static void check_time(void)
{
	struct tm tm = {.tm_year = 124, .tm_mon = 1, .tm_mday = 29, .tm_hour = 12};
	time_t leap = mktime(&tm);
	struct timespec now;
	char text[64];

	CHECK(leap != (time_t)-1 && tm.tm_wday == 4 && tm.tm_yday == 59);
	CHECK(difftime(leap + 3600, leap) == 3600.0);
	CHECK(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %A %j", &tm) > 0);
	puts(text);
	CHECK(strcmp(asctime(gmtime(&(time_t){86400})), "Fri Jan  2 00:00:00 1970\n") == 0);
	CHECK(timespec_get(&now, TIME_UTC) == TIME_UTC && now.tv_nsec < 1000000000);
	CHECK(time(NULL) != (time_t)-1 && clock() != (clock_t)-1);
}

static long deep(int calls)
{
	volatile char kilobyte[1000];

	memset((char *)kilobyte, calls, sizeof(kilobyte));
	return calls ? deep(calls - 1) + (kilobyte[500] == (char)calls) : 0;
}

static int sum(int count, ...)
{
	va_list args, again;
	int total = 0;

	va_start(args, count);
	va_copy(again, args);
	for (int i = 0; i < count; i++)
		total += va_arg(args, int) * va_arg(again, int);
	va_end(again);
	va_end(args);
	return total;
}

void check_control(void)
{
	check_jumps();
	check_signals();
	check_time();
	CHECK(deep(DEEP) == DEEP);
	CHECK(sum(3, 1, 2, 3) == 14);
	CHECK(strcmp(setlocale(LC_ALL, NULL), "C") == 0 && *localeconv()->decimal_point == '.');
	CHECK(setlocale(LC_ALL, "nowhere") == NULL);
	CHECK(getenv("HOSTED_IS_NOT_SET") == NULL);
	errno = 0;
	CHECK(strtol("99999999999999999999", NULL, 10) == 0x7fffffffffffffff && errno == ERANGE);
}
