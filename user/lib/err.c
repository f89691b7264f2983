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
	[-ERR_INVALID] = {"ERR_INVALID", EINVAL},     [-ERR_NO_CALL] = {"ERR_NO_CALL", ENOSYS},
	[-ERR_FAULT] = {"ERR_FAULT", EFAULT},	      [-ERR_NO_MEMORY] = {"ERR_NO_MEMORY", ENOMEM},
	[-ERR_NOT_FOUND] = {"ERR_NOT_FOUND", ENOENT}, [-ERR_NOT_ELF] = {"ERR_NOT_ELF", ENOEXEC},
	[-ERR_EXISTS] = {"ERR_EXISTS", EEXIST},	      [-ERR_PERM] = {"ERR_PERM", EPERM},
	[-ERR_DEADLOCK] = {"ERR_DEADLOCK", EDEADLK},
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

long err_to_errno(long result)
{
	if (result >= 0)
		return result;
	errno = is_known(result) ? errors[-result].err_no : EIO;
	return -1;
}
