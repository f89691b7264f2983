/* SPDX-License-Identifier: MIT */
#ifndef COUNTERS_H
#define COUNTERS_H

extern unsigned tally_done, tally_failed;

#endif
