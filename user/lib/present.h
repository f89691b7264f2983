/* SPDX-License-Identifier: MIT */
#ifndef LORIS_USER_PRESENT_H
#define LORIS_USER_PRESENT_H

#include <stdbool.h>

/*
 * For servers. Pages come when they are touched, and if by then the machine has none, who touches ends: so a client
 * that uses up all memory could end its server. After this all data and 16 KiB of the main stack are there, and
 * malloc gives what is there, or says no. To be called before it has given anything.
 */
void loris_stay_present(void);

/* malloc's part of it (heap.c). */
extern bool loris_heap_present;

#endif
