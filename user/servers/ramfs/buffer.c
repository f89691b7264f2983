/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/buffer.h"
#include "user/lib/sys.h"
#include "user/servers/driver/shared.h"

/* What is said of the handle does not count, only what it is. */
static enum err check(uint64_t size, handle_t memory)
{
	struct loris_handle info;

	if (size == 0 || size > SHARED_MAX || size % LORIS_PAGE_SIZE)
		return ERR_INVALID;
	if (sys_handle_info(memory, &info) != OK || info.type != LORIS_MEMORY)
		return ERR_INVALID;
	return info.size < size || info.size > SHARED_MAX ? ERR_INVALID : OK;
}

static enum err map(struct open_file *f, uint64_t size, handle_t memory)
{
	enum err e = check(size, memory);
	long at;

	if (e == OK)
		e = account_take(f->account, COUNT_BUFFERS);
	if (e != OK)
		return e;
	at = shared_map(memory, size);
	if (at < 0) {
		account_return(f->account, COUNT_BUFFERS);
		return (enum err)at;
	}
	f->buffer = (uint8_t *)at;
	f->buffer_size = size;
	return OK;
}

enum err buffer_take(struct open_file *f, uint64_t size, uint64_t memory)
{
	enum err e;

	buffer_drop(f);
	e = map(f, size, memory);
	sys_handle_close(memory);
	return e;
}

void buffer_drop(struct open_file *f)
{
	if (!f->buffer)
		return;
	sys_unmap(f->buffer, f->buffer_size);
	f->buffer = NULL;
	f->buffer_size = 0;
	account_return(f->account, COUNT_BUFFERS);
}
