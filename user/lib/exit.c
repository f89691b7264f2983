// SPDX-License-Identifier: MIT
/* Alone in its file, as every program needs it. */
#include <unistd.h>
#include "user/lib/sys.h"

_Noreturn void _exit(int status)
{
	sys_exit(status);
}
