/* SPDX-License-Identifier: MIT */
#include "kernel/printk.h"
#include "kernel/lock.h"
#include "kernel/panic.h"
#include "lib/format.h"

#define RING_SIZE  16384
#define PIECE_SIZE 128 /* what log_show() keeps on its stack */

static struct spinlock lock; /* leaf; guards the device and the ring */
static bool broken;
static char ring[RING_SIZE];
static uint64_t written; /* bytes ever; the last RING_SIZE of them are in the ring */

static bool begin(void)
{
	bool irqs = irq_save();

	if (!load_once(&broken))
		spin_lock(&lock);
	return irqs;
}

static void end(bool irqs)
{
	if (!load_once(&broken))
		spin_unlock(&lock);
	irq_restore(irqs);
}

static void put_console(void *unused, char c)
{
	(void)unused;
	if (load_once(&broken))
		panic_silence(); /* others may be in the middle of a line */
	if (c == '\n')
		console_put('\r');
	console_put(c);
}

static void put_both(void *unused, char c)
{
	put_console(unused, c);
	ring[written++ % RING_SIZE] = c;
}

void printk(const char *fmt, ...)
{
	bool irqs = begin();
	va_list ap;

	va_start(ap, fmt);
	fmt_vprint(put_both, NULL, fmt, ap);
	va_end(ap);
	end(irqs);
}

void console_printf(const char *fmt, ...)
{
	bool irqs = begin();
	va_list ap;

	va_start(ap, fmt);
	fmt_vprint(put_console, NULL, fmt, ap);
	va_end(ap);
	end(irqs);
}

void console_write(const char *bytes, size_t len)
{
	bool irqs = begin();

	for (size_t i = 0; i < len; i++)
		put_console(NULL, bytes[i]);
	end(irqs);
}

/* Copies from position *from on, which moves; what was overwritten meanwhile is left out. */
static size_t ring_read(uint64_t *from, char *piece)
{
	bool irqs = begin();
	size_t len = 0;

	if (written > RING_SIZE && *from < written - RING_SIZE)
		*from = written - RING_SIZE;
	while (*from < written && len < PIECE_SIZE)
		piece[len++] = ring[(*from)++ % RING_SIZE];
	end(irqs);
	return len;
}

void log_show(void)
{
	char piece[PIECE_SIZE];
	uint64_t from = 0;
	size_t len;

	while ((len = ring_read(&from, piece)))
		console_write(piece, len);
}

void console_break_lock(void)
{
	store_once(&broken, true);
}
