/* SPDX-License-Identifier: MIT */
/*
 * Output of the kernel: to the console, and into a ring that `log` shows again. One call is one piece
 * that other harts do not cut.
 */
#ifndef KERNEL_PRINTK_H
#define KERNEL_PRINTK_H

#include <stdarg.h>
#include <stddef.h>

/* Kernel messages: console and ring. */
void printk(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* What the shell says: console only. */
void console_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A program's bytes: console only. */
void console_write(const char *bytes, size_t len);
/* The ring, oldest first. */
void log_show(void);
/* From now on locks are ignored: this hart is about to end the machine. */
void console_break_lock(void);

#endif
