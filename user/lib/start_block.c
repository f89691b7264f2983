// SPDX-License-Identifier: MIT
/*
 * Alone in its file: start.c refers to it weakly, so that a program that needs no handle has no data, and
 * a process no page for it.
 */
#include "user/lib/start.h"

const struct loris_start *loris_start;
