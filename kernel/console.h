/* SPDX-License-Identifier: MIT */
/*
 * Console input. Characters arrive by interrupt (or are polled, where the machine has none) into a
 * ring; they go raw to the shell while it reads, and as edited lines to the program in the foreground.
 */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include "kernel/thread.h"

struct process;
struct quota;

void console_init(void); /* starts the polling kthread where input raises no interrupt */
/* Irqs off: takes what the device has. Called by the interrupt or the polling kthread. */
void console_input(void);
/* Irqs off: as if it had come from the device, which a driver in user space reads (interrupt.h). */
void console_type(char c);

/* For the shell kthread: the next character, waiting for it. */
int console_getc(void);

/* The console belongs to a program until console_foreground(false): lines are edited and echoed for
 * it, and Ctrl-C sets console_interrupted and ends the message that the caller waits for, if it says so, with
 * ERR_TIMEOUT. */
void console_foreground(bool on);
/* The lines are for the process that is charged to q (a reference, taken; NULL: for none), and for what comes of it. */
void console_give(struct quota *q);
/* Irqs off: whether they are for this one. */
bool console_is_for(const struct process *p);
extern bool console_interrupted;
extern bool
	console_ends_wait; /* the caller waits for the program, and for nothing else; written by it */

/* Up to len bytes of the next line into buf. 0: end of input (Ctrl-D). -1: no line yet; the console's server
 * is poked when there may be one. */
long console_poll_line(char *buf, size_t len);

#endif
