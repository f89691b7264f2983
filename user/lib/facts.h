/* SPDX-License-Identifier: MIT */
/* What a server tells of a file, by its name or by its handle. */
#ifndef LORIS_USER_FACTS_H
#define LORIS_USER_FACTS_H

#include <stdint.h>
#include <sys/stat.h>

struct file_facts {
	uint64_t size, mode, inode;
};

void loris_stat_of(struct stat *st, const struct file_facts *facts);

#endif
