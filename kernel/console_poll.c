/* SPDX-License-Identifier: MIT */
/* The firmware's console tells nobody that something was typed: a thread asks it, if there is no interrupt. */
#include "kernel/console.h"
#include "kernel/hart.h"
#include "kernel/kthread.h"
#include "kernel/printk.h"

#define POLL_NS 20000000UL

static void poll(void *unused)
{
	(void)unused;
	for (;;) {
		kthread_sleep(POLL_NS);
		irq_disable();
		console_input();
		irq_enable();
	}
}

BOOT void console_init(void)
{
	if (!console_irq() && !kthread_start("console", this_hart(), PRIORITY_URGENT, poll, NULL))
		printk("console: no memory for the thread that polls it; no input\n");
}
