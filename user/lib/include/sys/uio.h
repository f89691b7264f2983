/* SPDX-License-Identifier: MIT */
#ifndef LORIS_SYS_UIO_H
#define LORIS_SYS_UIO_H

#include <sys/types.h>

struct iovec {
	void *iov_base;
	size_t iov_len;
};

#ifdef __cplusplus
extern "C" {
#endif

ssize_t readv(int fd, const struct iovec *parts, int count);
ssize_t writev(int fd, const struct iovec *parts, int count);

#ifdef __cplusplus
}
#endif

#endif
