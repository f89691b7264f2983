/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/session_calls.h"
#include "user/servers/ramfs/gift.h"
#include "user/servers/ramfs/pipe_calls.h"
#include "user/servers/ramfs/slots.h"

/* Of a stranger the badge is what init gave it. One of ours is of a handle that was closed while its
 * message stood in line: it must not count as a process with limits of its own. */
static long on_connect(void *context, const struct message *m, handle_t *session)
{
	struct session *s;
	enum err e = slot_is_badge(m->badge) ? ERR_CLOSED : session_new(m->badge, &s);

	(void)context;
	return e == OK ? gift_session(s, session) : e;
}

static long on_path(void *context, const struct message *m, const void *bytes, size_t length)
{
	(void)m;
	return session_append(context, bytes, length);
}

static long open_node(struct session *s, struct node *n, unsigned flags, handle_t *file)
{
	struct open_file *f;
	enum err e = open_file_new(s->account, flags, &f);

	if (e != OK) {
		node_put(&tree, n);
		return e;
	}
	f->node = n;
	return gift_file(f, file);
}

static long on_open(void *context, const struct message *m, uint64_t flags, const void *bytes,
		    size_t length, handle_t *file)
{
	struct session *s = context;
	struct path p;
	struct node *n;
	enum err e = session_take(s, bytes, length, &p);

	(void)m;
	if (e == OK)
		e = fs_open(&tree, p, (unsigned)flags, &n);
	return e == OK ? open_node(s, n, (unsigned)flags, file) : e;
}

static long change(struct session *s, const void *bytes, size_t length,
		   enum err (*f)(struct tree *, struct path))
{
	struct path p;
	enum err e = session_take(s, bytes, length, &p);

	return e == OK ? f(&tree, p) : e;
}

static long on_unlink(void *context, const struct message *m, const void *bytes, size_t length)
{
	(void)m;
	return change(context, bytes, length, fs_unlink);
}

static long on_mkdir(void *context, const struct message *m, const void *bytes, size_t length)
{
	(void)m;
	return change(context, bytes, length, fs_mkdir);
}

static long on_rmdir(void *context, const struct message *m, const void *bytes, size_t length)
{
	(void)m;
	return change(context, bytes, length, fs_rmdir);
}

static long on_rename(void *context, const struct message *m, const void *bytes, size_t length)
{
	struct path p[2];
	enum err e = session_take_two(context, bytes, length, p);

	(void)m;
	return e == OK ? fs_rename(&tree, p[0], p[1]) : e;
}

static void describe(const struct node *n, uint64_t *size, uint64_t *mode)
{
	*size = is_dir(n) ? 0 : n->data.size;
	*mode = n->mode;
}

#define LIST_ROOM 32 /* bytes of a name in one reply */

static long on_list(void *context, const struct message *m, uint64_t index, uint64_t skip,
		    const void *bytes, size_t length, uint64_t *next, uint64_t *mode,
		    uint64_t *size, void *out)
{
	struct path p;
	struct node *dir, *n;
	size_t left;
	enum err e = session_take(context, bytes, length, &p);

	(void)m;
	if (e == OK)
		e = fs_find(&tree, p, &dir);
	if (e != OK)
		return e;
	n = is_dir(dir) ? node_after(dir, index) : NULL;
	if (!n)
		return ERR_NOT_FOUND;
	describe(n, size, mode);
	*next = n->cookie;
	left = skip < n->name_len ? n->name_len - skip : 0;
	left = left < LIST_ROOM ? left : LIST_ROOM;
	memcpy(out, n->name + (left ? skip : 0), left);
	return (long)left;
}

static long on_stat(void *context, const struct message *m, const void *bytes, size_t length,
		    uint64_t *size, uint64_t *mode, uint64_t *inode)
{
	struct path p;
	struct node *n;
	enum err e = session_take(context, bytes, length, &p);

	(void)m;
	if (e == OK)
		e = fs_find(&tree, p, &n);
	if (e != OK)
		return e;
	describe(n, size, mode);
	*inode = n->ino;
	return OK;
}

/* ---- pipes ------------------------------------------------------------------------------------------- */

static enum err pipe_files(struct session *s, struct open_file *end[2])
{
	enum err e = open_file_new(s->account, O_RDONLY, &end[0]);

	if (e != OK)
		return e;
	e = open_file_new(s->account, O_WRONLY, &end[1]);
	if (e != OK) {
		open_file_end(end[0]);
		return e;
	}
	e = pipe_new(end[0], end[1]);
	if (e != OK) {
		open_file_end(end[0]);
		open_file_end(end[1]);
	}
	return e;
}

/* An end that could not be given ends; the other one's handle is then closed, and signalled. */
static long on_pipe(void *context, const struct message *m, handle_t *reader, handle_t *writer)
{
	struct open_file *end[2];
	long e = pipe_files(context, end);

	(void)m;
	if (e < 0)
		return e;
	e = gift_file(end[0], reader);
	if (e < 0) {
		open_file_end(end[1]);
		return e;
	}
	e = gift_file(end[1], writer);
	if (e < 0)
		sys_handle_close(*reader);
	return e;
}

const struct filesystem_server session_calls = {
	.path = on_path,
	.open = on_open,
	.unlink = on_unlink,
	.mkdir = on_mkdir,
	.rmdir = on_rmdir,
	.rename = on_rename,
	.list = on_list,
	.stat = on_stat,
	.pipe = on_pipe,
};

const struct filesystem_server stranger_calls = {.connect = on_connect};
