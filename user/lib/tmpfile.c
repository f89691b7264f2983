// SPDX-License-Identifier: MIT
/* Files without a name. picolibc would put them into a directory that need not be there. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES	  1000
#define NAME_BITS 24 /* in L_tmpnam bytes: a letter, six digits, the NUL */

/* Names of one process differ; of two they may be the same. */
static void make_name(char name[L_tmpnam])
{
	static unsigned count;
	unsigned n = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);

	snprintf(name, L_tmpnam, "t%06x", ((unsigned)getpid() << 10 ^ n) & ((1u << NAME_BITS) - 1));
}

char *tmpnam(char *name)
{
	static char own[L_tmpnam];

	name = name ? name : own;
	do
		make_name(name);
	while (access(name, F_OK) == 0);
	return name;
}

/* The last six letters are X, and become digits. */
char *mkdtemp(char *name)
{
	static unsigned count;
	size_t len = strlen(name);

	if (len < 6 || strcmp(name + len - 6, "XXXXXX") != 0) {
		errno = EINVAL;
		return NULL;
	}
	for (int i = 0; i < TRIES; i++) {
		unsigned n = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);

		snprintf(name + len - 6, 7, "%06x",
			 ((unsigned)getpid() << 10 ^ n) & ((1u << NAME_BITS) - 1));
		if (mkdir(name, 0700) == 0)
			return name;
		if (errno != EEXIST)
			return NULL;
	}
	return NULL;
}

FILE *tmpfile(void)
{
	char name[L_tmpnam];
	FILE *file;
	int fd = -1;

	for (int i = 0; i < TRIES && fd < 0; i++) {
		make_name(name);
		fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (fd < 0 && errno != EEXIST)
			return NULL;
	}
	if (fd < 0)
		return NULL;
	unlink(name);
	file = fdopen(fd, "w+");
	if (!file)
		close(fd);
	return file;
}
