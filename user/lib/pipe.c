// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "proto/filesystem.h"
#include "user/lib/descriptors.h"
#include "user/lib/err.h"
#include "user/lib/servers.h"

static int descriptor(handle_t handle, int flags)
{
	struct open_file *file = loris_file_new(handle, flags, FILE_STREAM);

	return file ? loris_fd_add(file, 0) : (int)loris_fail(ENOMEM);
}

int pipe(int ends[2])
{
	handle_t session, reader = 0, writer = 0;
	long err = loris_session_begin(&session);

	if (loris_errno(err) < 0)
		return -1;
	err = loris_session_end(filesystem_pipe(session, &reader, &writer));
	if (loris_errno(err) < 0)
		return -1;
	ends[0] = descriptor(reader, O_RDONLY);
	ends[1] = descriptor(writer, O_WRONLY);
	if (ends[0] >= 0 && ends[1] >= 0)
		return 0;
	err = errno;
	if (ends[0] >= 0 || ends[1] >= 0)
		close(ends[0] >= 0 ? ends[0] : ends[1]);
	return (int)loris_fail((int)err);
}
