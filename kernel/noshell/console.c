/* SPDX-License-Identifier: MIT */
/*
 * Input of a kernel without a shell: all of it is lines for programs. Each character is echoed; what can be taken
 * back is the last one. More comfort is a driver's in user space (docs/drivers.md).
 */
#include "kernel/console.h"
#include "kernel/console_server.h"
#include "kernel/printk.h"

#define RING_SIZE 1024

#define END_MARK  4 /* Ctrl-D: a line ends here without a newline, maybe empty */
#define BACKSPACE 8
#define DELETE	  127

static struct spinlock lock; /* guards what follows; echo takes the output's inside it */
static char ring[RING_SIZE];
static unsigned first, ended,
	all; /* positions ever reached: what is read next, ends of lines, of all */

static void echo(char c)
{
	if (c != END_MARK)
		console_write(&c, 1);
}

static void take_locked(char c)
{
	bool ends;

	if (c == '\r')
		c = '\n';
	ends = c == '\n' || c == END_MARK;
	if (c == BACKSPACE || c == DELETE) {
		if (all != ended) {
			all--;
			console_write("\b \b", 3);
		}
	} else if (all - first < (ends ? RING_SIZE : RING_SIZE - 1u)) {
		ring[all++ % RING_SIZE] = c;
		echo(c);
		if (ends)
			ended = all;
	}
}

void console_type(char c)
{
	spin_lock(&lock);
	take_locked(c);
	spin_unlock(&lock);
	console_server_poke();
}

void console_input(void)
{
	int c;

	while ((c = console_get()) >= 0)
		console_type((char)c);
}

bool console_is_for(const struct process *p)
{
	(void)p;
	return true;
}

/* An end mark goes with the bytes before it; alone it is the end of input. */
long console_poll_line(char *buf, size_t len)
{
	bool irqs = spin_lock_irqsave(&lock);
	long n = first == ended ? -1 : 0;

	while (first != ended && n < (long)len) {
		char c = ring[first++ % RING_SIZE];
		if (c == END_MARK)
			break;
		buf[n++] = c;
		if (c == '\n')
			break;
	}
	spin_unlock_irqrestore(&lock, irqs);
	return n;
}
