// SPDX-License-Identifier: MIT
/* One table: the kernel's error, its name, the errno that fits best. */
#include <errno.h>
#include <stddef.h>
#include "lib/abi.h"
#include "user/lib/err.h"

static const struct {
	const char *name;
	int err_no;
} errors[] = {
	[-ERR_INVALID] = {"ERR_INVALID", EINVAL},
	[-ERR_NO_CALL] = {"ERR_NO_CALL", ENOSYS},
	[-ERR_FAULT] = {"ERR_FAULT", EFAULT},
	[-ERR_NO_MEMORY] = {"ERR_NO_MEMORY", ENOMEM},
	[-ERR_NOT_FOUND] = {"ERR_NOT_FOUND", ENOENT},
	[-ERR_NOT_ELF] = {"ERR_NOT_ELF", ENOEXEC},
	[-ERR_EXISTS] = {"ERR_EXISTS", EEXIST},
	[-ERR_PERM] = {"ERR_PERM", EPERM},
	[-ERR_DEADLOCK] = {"ERR_DEADLOCK", EDEADLK},
	[-ERR_HANDLE] = {"ERR_HANDLE", EBADF},
	[-ERR_CLOSED] = {"ERR_CLOSED", EIO},
	[-ERR_TIMEOUT] = {"ERR_TIMEOUT", ETIMEDOUT},
	[-ERR_REFUSED] = {"ERR_REFUSED", EIO},
	[-ERR_QUOTA] = {"ERR_QUOTA", ENOMEM},
	[-ERR_BUSY] = {"ERR_BUSY", EBUSY},
	[-ERR_IO] = {"ERR_IO", EIO},
};

static int is_known(long result)
{
	return result < 0 && result > -(long)(sizeof(errors) / sizeof(errors[0]));
}

const char *err_name(long result)
{
	if (result >= 0)
		return "OK";
	return is_known(result) ? errors[-result].name : "ERR_?";
}

int loris_errno_of(long err)
{
	return is_known(err) ? errors[-err].err_no : EIO;
}

long loris_errno(long result)
{
	if (result >= 0)
		return result;
	errno = loris_errno_of(result);
	return -1;
}
