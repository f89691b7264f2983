/* SPDX-License-Identifier: MIT */
#ifndef LORIS_SYS_RANDOM_H
#define LORIS_SYS_RANDOM_H

#include <sys/types.h>

#define GRND_NONBLOCK 1
#define GRND_RANDOM   2

#ifdef __cplusplus
extern "C" {
#endif

ssize_t getrandom(void *buf, size_t len, unsigned flags);
int getentropy(void *buf, size_t len);

#ifdef __cplusplus
}
#endif

#endif
