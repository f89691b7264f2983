/* SPDX-License-Identifier: MIT */
/* Memory of the system's, and files as a copy: what is written there does not reach the file. */
#ifndef LORIS_SYS_MMAN_H
#define LORIS_SYS_MMAN_H

#include <sys/types.h>

#define PROT_NONE  0
#define PROT_READ  1
#define PROT_WRITE 2
#define PROT_EXEC  4

#define MAP_SHARED    1
#define MAP_PRIVATE   2
#define MAP_FIXED     0x10
#define MAP_ANONYMOUS 0x20
#define MAP_ANON      MAP_ANONYMOUS
#define MAP_FAILED    ((void *)-1)

#define MS_ASYNC 1
#define MS_SYNC	 4

#ifdef __cplusplus
extern "C" {
#endif

void *mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset);
int munmap(void *at, size_t len);
int mprotect(void *at, size_t len, int prot);
int msync(void *at, size_t len, int flags);

#ifdef __cplusplus
}
#endif

#endif
