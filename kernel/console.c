/* SPDX-License-Identifier: MIT */
/*
 * Input has two readers that take turns. While the shell reads, characters wait as they came. While a
 * program has the console they are edited and echoed as they come; what it has not read when it ends
 * goes back to the shell, so that nothing typed ahead is lost.
 */
#include "kernel/console.h"
#include "kernel/console_server.h"
#include "kernel/kthread.h"
#include "kernel/printk.h"
#include "kernel/process.h"

#define LINE_SIZE  256
#define READY_SIZE 1024
#define RAW_SIZE   2048 /* takes all of the two others when they are handed back */

#define CTRL(letter) (0x1f & (letter))
#define BACKSPACE    CTRL('H')
#define DELETE	     127
#define END_MARK     CTRL('D') /* in `ready`: a line ended here without a newline, maybe empty */

struct ring {
	char *bytes;
	unsigned size, first, count;
};

bool console_interrupted, console_ends_wait;

static char raw_bytes[RAW_SIZE], ready_bytes[READY_SIZE];

/* Where both readers wait; its lock guards everything here. Echo takes the output's lock inside it. */
static struct wait_queue input = {.waiters = LIST_INIT(input.waiters)};
static struct ring raw = {raw_bytes, RAW_SIZE, 0, 0};	    /* for the shell */
static struct ring ready = {ready_bytes, READY_SIZE, 0, 0}; /* ended lines, for a program */
static char line[LINE_SIZE];				    /* being edited, for a program */
static unsigned line_len;
static bool foreground;
static struct quota *owner; /* in the foreground: of the program; NULL: none yet. Counted */
static struct thread *user; /* who lent the console to a program: the shell. Fixed once set */

static void push(struct ring *r, char c)
{
	if (r->count < r->size)
		r->bytes[(r->first + r->count++) % r->size] = c;
}

static char pop(struct ring *r)
{
	char c = r->bytes[r->first];

	r->first = (r->first + 1) % r->size;
	r->count--;
	return c;
}

static char peek(const struct ring *r)
{
	return r->bytes[r->first];
}

/* ---- editing a line; input.lock held -------------------------------------------------------------- */

static bool is_continuation(char c) /* of a UTF-8 character */
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void erase_last(void)
{
	if (!line_len)
		return;
	while (line_len > 1 && is_continuation(line[line_len - 1]))
		line_len--;
	line_len--;
	console_write("\b \b", 3);
}

static void insert(char c)
{
	if (line_len == LINE_SIZE - 1) { /* the last place is for the end of the line */
		console_write("\a", 1);
		return;
	}
	line[line_len++] = c;
	console_write(&c, 1);
}

/* All of the line or nothing: half of one would look like another line. */
static void end_line(char how)
{
	if (ready.count + line_len + 1 > ready.size) {
		console_write("\a", 1);
		return;
	}
	for (unsigned i = 0; i < line_len; i++)
		push(&ready, line[i]);
	push(&ready, how);
	line_len = 0;
}

static void forget_lines(void)
{
	line_len = 0;
	ready.count = 0;
}

/* Returns true for Ctrl-C, which needs more than this lock. */
static bool edit(char c)
{
	if (c == CTRL('C')) {
		console_write("^C\n", 3);
		forget_lines();
		return true;
	}
	if (c == '\r' || c == '\n') {
		console_write("\n", 1);
		end_line('\n');
	} else if (c == CTRL('D')) {
		end_line(END_MARK);
	} else if (c == BACKSPACE || c == DELETE) {
		erase_last();
	} else if (c == CTRL('U')) {
		while (line_len)
			erase_last();
	} else if ((unsigned char)c >= ' ' || c == '\t') {
		insert(c);
	}
	return false;
}

/* ---- characters come in ---------------------------------------------------------------------------- */

/* After input.lock was given back: the shell, waiting for its program, looks at the flag. */
static void interrupt_program(void)
{
	store_once(&console_interrupted, true);
	if (load_once(&console_ends_wait))
		ipc_cancel(user, ERR_TIMEOUT);
}

/* input.lock held. */
static bool take_locked(char c)
{
	if (foreground)
		return edit(c);
	push(&raw, c);
	return false;
}

static void came(bool interrupted)
{
	wait_wake_all(&input);
	console_server_poke();
	if (interrupted)
		interrupt_program();
}

void console_input(void)
{
	bool interrupted = false;
	int c;

	spin_lock(&input.lock);
	while ((c = console_get()) >= 0)
		interrupted |= take_locked((char)c);
	spin_unlock(&input.lock);
	came(interrupted);
}

void console_type(char c)
{
	bool interrupted;

	spin_lock(&input.lock);
	interrupted = take_locked(c);
	spin_unlock(&input.lock);
	came(interrupted);
}

/* ---- and go out ------------------------------------------------------------------------------------- */

int console_getc(void)
{
	char c;

	kthread_wait_locked(&input, raw.count);
	c = pop(&raw);
	spin_unlock_irqrestore(&input.lock, true);
	return (unsigned char)c;
}

static bool take_over_raw(void)
{
	bool interrupted = false;

	for (unsigned n = raw.count; n; n--)
		interrupted |= edit(pop(&raw));
	return interrupted;
}

static void hand_back(void)
{
	while (ready.count)
		push(&raw, pop(&ready));
	for (unsigned i = 0; i < line_len; i++)
		push(&raw, line[i]);
	forget_lines();
}

void console_give(struct quota *q)
{
	bool irqs = spin_lock_irqsave(&input.lock);
	struct quota *before = owner;

	owner = q;
	spin_unlock(&input.lock);
	quota_put(before);
	console_server_poke();
	irq_restore(irqs);
}

bool console_is_for(const struct process *p)
{
	bool is;

	spin_lock(&input.lock);
	is = owner && quota_is_below(p->quota, owner);
	spin_unlock(&input.lock);
	return is;
}

void console_foreground(bool on)
{
	bool irqs = spin_lock_irqsave(&input.lock), interrupted = false;

	user = this_hart()->current;
	if (on && !foreground) {
		store_once(&console_interrupted, false);
		interrupted = take_over_raw();
	} else if (!on && foreground) {
		hand_back();
	}
	foreground = on;
	spin_unlock(&input.lock);
	wait_wake_all(&input);
	console_server_poke();
	if (interrupted)
		interrupt_program();
	irq_restore(irqs);
}

/* ready is not empty. An end mark goes with the bytes before it; alone it is the end of input. */
static long read_ready(char *buf, size_t len)
{
	size_t n = 0;

	while (n < len && ready.count && peek(&ready) != END_MARK) {
		buf[n] = pop(&ready);
		if (buf[n++] == '\n')
			return (long)n;
	}
	if (ready.count && peek(&ready) == END_MARK)
		pop(&ready);
	return (long)n;
}

long console_poll_line(char *buf, size_t len)
{
	bool irqs = spin_lock_irqsave(&input.lock);
	long n = ready.count ? read_ready(buf, len) : -1;

	spin_unlock_irqrestore(&input.lock, irqs);
	return n;
}
