/* SPDX-License-Identifier: MIT */
/* The library: counts checks. */
#ifndef TALLY_H
#define TALLY_H

void tally_begin(const char *section);
void tally_count(_Bool good, const char *what, const char *file, int line);

/* Prints how many there were; returns how many failed. */
unsigned tally_report(void);

#endif
