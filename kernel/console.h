/* SPDX-License-Identifier: MIT */
/*
 * Console input. Characters arrive by interrupt (or are polled, where the machine has none) into a
 * ring; they go raw to the shell while it reads, and as edited lines to the program in the foreground.
 */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include "kernel/thread.h"

void console_init(void); /* starts the polling kthread where input raises no interrupt */
/* Irqs off: takes what the device has. Called by the interrupt or the polling kthread. */
void console_input(void);

/* For the shell kthread: the next character, waiting for it. */
int console_getc(void);

/* The console belongs to a program until console_foreground(false): lines are edited and echoed for
 * SYS_read, and Ctrl-C sets console_interrupted and wakes kernel_process.child_exits. */
void console_foreground(bool on);
extern bool console_interrupted;

/*
 * For SYS_read: up to len bytes of the next line into buf. 0: end of input (Ctrl-D). -1: no line yet,
 * and the current thread, blocked, waits for one: it must schedule() and ask again.
 */
long console_read_line(char *buf, size_t len);

#endif
