// SPDX-License-Identifier: MIT
/*
 * A handle is closed, and it was the last one, while another hart has just found what it stands for and has not
 * used it yet. That lasts some dozen instructions; in the debug kernel, after `stretch on`, now and then until
 * something was freed.
 */
#include <stdbool.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"
#include "user/programs/usertest/check.h"

#define ROUNDS	4000
#define YIELDS	50 /* who looks may be made to wait just now, and not for us */
#define FREEING 3  /* likewise: the kthread that frees is on our hart, and as urgent as we are */
#define HART	0  /* this one */

static volatile handle_t given;
static volatile bool stop;
static volatile unsigned looks;

static long look_up(void *hart)
{
	long wrong = 0;

	sys_thread_pin((long)hart);
	while (!stop) {
		long got = sys_wait_bits(given, 0);

		wrong += got != ERR_TIMEOUT && got != ERR_CLOSED && got != ERR_HANDLE;
		looks = looks + (got == ERR_TIMEOUT);
	}
	return wrong;
}

static void give_and_close(void)
{
	unsigned before = looks;
	handle_t one = (handle_t)sys_notification_create();

	given = one;
	for (int i = 0; i < YIELDS && looks == before; i++)
		sys_yield();
	sys_handle_close(one);
	for (int i = 0; i < FREEING; i++)
		sys_yield();
}

void test_lookups(void)
{
	long wrong = -1;
	int tid;

	if (open_harts() == 1)
		return;
	stop = false;
	looks = 0;
	sys_thread_pin(HART);
	tid = thread_start(look_up, (void *)(long)(HART + 1));
	while (!given || !looks)
		give_and_close();
	for (int i = 0; i < ROUNDS; i++)
		give_and_close();
	stop = true;
	CHECK(thread_join(tid, &wrong) == 0 && wrong == 0);
	sys_thread_pin(-1);
}
