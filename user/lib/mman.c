// SPDX-License-Identifier: MIT
/*
 * mmap. Files come as a copy, made at once: what others write to the file later does not show, and a mapping that others
 * should see written is refused.
 */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/sys.h"

#define PAGE_REST (LORIS_PAGE_SIZE - 1)

/* What may be written or executed may be read. */
static unsigned kernel_prot(int prot)
{
	return prot ? (unsigned)prot | LORIS_PROT_READ : 0;
}

static size_t whole_pages(size_t len)
{
	return (len + PAGE_REST) & ~(size_t)PAGE_REST;
}

/* Returns an errno, 0: it can be done. */
static int refusal(size_t len, int prot, int flags, off_t offset)
{
	bool shared = flags & MAP_SHARED;

	if (len == 0 || shared == !!(flags & MAP_PRIVATE) || offset & PAGE_REST)
		return EINVAL;
	if (whole_pages(len) < len)
		return ENOMEM;
	if (flags & MAP_FIXED)
		return ENOTSUP;
	return shared && prot & PROT_WRITE && !(flags & MAP_ANONYMOUS) ? ENODEV : 0;
}

/* Behind the end of the file there are zeroes. */
static long copy_file(char *to, size_t len, int fd, off_t offset)
{
	ssize_t n = 1;

	for (size_t done = 0; done < len && n > 0; done += (size_t)n)
		n = pread(fd, to + done, len - done, offset + (off_t)done);
	return n < 0 ? -1 : 0;
}

void *mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	bool file = !(flags & MAP_ANONYMOUS);
	int err = refusal(len, prot, flags, offset);
	long made;

	(void)at;
	if (err) {
		errno = err;
		return MAP_FAILED;
	}
	made = loris_errno(sys_map(NULL, whole_pages(len), LORIS_PROT_READ | LORIS_PROT_WRITE));
	if (made < 0)
		return MAP_FAILED;
	if ((!file || copy_file((char *)made, len, fd, offset) == 0) &&
	    mprotect((void *)made, len, prot) == 0)
		return (void *)made;
	err = errno;
	munmap((void *)made, len);
	errno = err;
	return MAP_FAILED;
}

int munmap(void *at, size_t len)
{
	return (int)loris_errno(sys_unmap(at, whole_pages(len)));
}

int mprotect(void *at, size_t len, int prot)
{
	return (int)loris_errno(sys_protect(at, whole_pages(len), kernel_prot(prot)));
}

/* No file hears of what is written to memory. */
int msync(void *at, size_t len, int flags)
{
	(void)at;
	(void)len;
	(void)flags;
	return 0;
}
