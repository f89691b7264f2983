/* SPDX-License-Identifier: MIT */
/*
 * The badges that a server sees. init marks what it gives to who looks the server up with the process, and with the
 * program of the shell's that this process has come of: who is held to a share shall not get more of it by starting
 * processes. What a server gives away itself has BADGE_OWN.
 */
#ifndef LORIS_DRIVER_BADGE_H
#define LORIS_DRIVER_BADGE_H

#include <stdint.h>

#define BADGE_OWN  (1ull << 63)
#define BADGE_LEAD (1ull << 62) /* the shell has started this process itself */
#define BADGE_LINE (BADGE_LEAD - (1ull << 32))

/* line: a number from 1 on for each program that the shell has started; 0: a server. */
static inline uint64_t badge_make(uint64_t line, uint64_t pid)
{
	return (line << 32 & BADGE_LINE) | pid;
}

static inline uint64_t badge_pid(uint64_t badge)
{
	return badge & UINT32_MAX;
}

/* The part of the badge that all processes of one line share; 0: no line. */
static inline uint64_t badge_line(uint64_t badge)
{
	return badge & BADGE_LINE;
}

#endif
