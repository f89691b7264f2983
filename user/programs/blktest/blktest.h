/* SPDX-License-Identifier: MIT */
/* What the files of this program have for each other. */
#ifndef BLKTEST_H
#define BLKTEST_H

#include "client.h"

struct part {
	uint64_t seed, first, count; /* sectors */
	long (*run)(struct part *);
};

/* These return 0, or say what is wrong and return something else. */
long fill(struct part *part);
long check(struct part *part);
long work(struct part *part);
long wild(uint64_t seed);
long crowd(void);
long throng(void);
long hold(void); /* its clients' part */

#endif
