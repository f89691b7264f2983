/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/fs.h"
#include <fcntl.h>
#include <string.h>

/* ---- walking ---------------------------------------------------------------------------------------- */

/* Takes the next component off p; len 0: there is none. */
static struct path next_component(struct path *p)
{
	struct path c;

	while (p->len && *p->text == '/') {
		p->text++;
		p->len--;
	}
	c = *p;
	while (p->len && *p->text != '/') {
		p->text++;
		p->len--;
	}
	c.len -= p->len;
	return c;
}

static bool is_text(struct path c, const char *text)
{
	return c.len == strlen(text) && memcmp(c.text, text, c.len) == 0;
}

/* One step from a directory; NULL: no such entry. */
static struct node *step(struct tree *t, struct node *dir, struct path c)
{
	if (is_text(c, "."))
		return dir;
	if (is_text(c, ".."))
		return dir->parent ? dir->parent : dir;
	return node_find(t, dir, c.text, c.len);
}

/*
 * Where a path leads. parent and name say where its last component is, or would be created; with a path
 * that ends in "." or "..", or is the root, there is no such place: parent is NULL.
 */
struct place {
	struct node *parent, *node;
	struct path name;
};

static void note_last(struct place *at, struct node *dir, struct path c)
{
	bool special = is_text(c, ".") || is_text(c, "..");

	at->parent = special ? NULL : dir;
	at->name = c;
}

static enum err walk(struct tree *t, struct path p, struct place *at)
{
	*at = (struct place){.node = t->root};
	for (;;) {
		struct path c = next_component(&p);

		if (!c.len)
			return OK;
		if (c.len > NAME_LEN_MAX)
			return ERR_INVALID;
		if (!at->node || !is_dir(at->node))
			return ERR_NOT_FOUND;
		note_last(at, at->node, c);
		at->node = step(t, at->node, c);
	}
}

enum err fs_find(struct tree *t, struct path p, struct node **out)
{
	struct place at;
	enum err e = walk(t, p, &at);

	*out = at.node;
	return e == OK && !at.node ? ERR_NOT_FOUND : e;
}

/* ---- creating --------------------------------------------------------------------------------------- */

static enum err create_at(struct tree *t, const struct place *at, uint32_t mode, struct node **out)
{
	if (at->node)
		return ERR_EXISTS;
	if (!at->parent)
		return ERR_NOT_FOUND;
	*out = node_create(t, at->parent, at->name.text, at->name.len, mode);
	return *out ? OK : ERR_NO_MEMORY;
}

enum err fs_mkdir(struct tree *t, struct path p)
{
	struct place at;
	struct node *made;
	enum err e = walk(t, p, &at);

	return e == OK ? create_at(t, &at, MODE_DIR | 0755, &made) : e;
}

/* Each directory on the way, as deep as there is one to make. */
static enum err make_parents(struct tree *t, struct path p)
{
	for (size_t i = 1; i < p.len; i++) {
		enum err e;

		if (p.text[i] != '/')
			continue;
		e = fs_mkdir(t, (struct path){p.text, i});
		if (e != OK && e != ERR_EXISTS)
			return e;
	}
	return OK;
}

enum err fs_add(struct tree *t, struct path p, uint32_t mode, struct node **out)
{
	struct place at;
	enum err e = make_parents(t, p);

	if (e == OK)
		e = walk(t, p, &at);
	return e == OK ? create_at(t, &at, MODE_FILE | (mode & MODE_CHILD), out) : e;
}

/* What an existing node says to these flags. */
static enum err check_open(const struct node *n, unsigned flags)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC;

	if ((flags & O_ACCMODE) == O_ACCMODE)
		return ERR_INVALID;
	if (flags & O_CREAT && flags & O_EXCL)
		return ERR_EXISTS;
	if (is_dir(n))
		return writes ? ERR_PERM : OK;
	return flags & O_DIRECTORY ? ERR_NOT_FOUND : OK;
}

enum err fs_open(struct tree *t, struct path p, unsigned flags, struct node **out)
{
	bool ends_in_slash = p.len && p.text[p.len - 1] == '/';
	struct place at;
	enum err e = walk(t, p, &at);

	if (e != OK)
		return e;
	if (at.node) {
		e = check_open(at.node, flags);
	} else {
		e = flags & O_CREAT && !ends_in_slash
			    ? create_at(t, &at, MODE_FILE | 0644, &at.node)
			    : ERR_NOT_FOUND;
	}
	if (e != OK)
		return e;
	if (flags & O_TRUNC)
		data_clear(&at.node->data, &t->space);
	*out = node_get(at.node);
	return OK;
}

/* ---- removing, renaming ------------------------------------------------------------------------------ */

enum err fs_unlink(struct tree *t, struct path p)
{
	struct node *n;
	enum err e = fs_find(t, p, &n);

	if (e != OK)
		return e;
	if (is_dir(n))
		return ERR_PERM;
	node_remove(t, n);
	return OK;
}

enum err fs_rmdir(struct tree *t, struct path p)
{
	struct node *n;
	enum err e = fs_find(t, p, &n);

	if (e != OK)
		return e;
	if (!is_dir(n) || !n->parent)
		return ERR_INVALID;
	if (n->list.count)
		return ERR_BUSY;
	node_remove(t, n);
	return OK;
}

static bool is_within(const struct node *n, const struct node *dir)
{
	while (n && n != dir)
		n = n->parent;
	return n != NULL;
}

static enum err check_rename(const struct node *n, const struct place *to)
{
	if (!n->parent || !to->parent || is_within(to->parent, n))
		return ERR_INVALID;
	if (!to->node || to->node == n)
		return OK;
	if (is_dir(n) != is_dir(to->node) || !to->node->parent)
		return ERR_INVALID;
	return is_dir(to->node) && to->node->list.count ? ERR_BUSY : OK;
}

enum err fs_rename(struct tree *t, struct path from, struct path to)
{
	struct node *n;
	struct place at;
	enum err e = fs_find(t, from, &n);

	if (e == OK)
		e = walk(t, to, &at);
	if (e == OK)
		e = check_rename(n, &at);
	if (e != OK || at.node == n)
		return e;
	e = node_move(t, n, at.parent, at.name.text, at.name.len);
	if (e == OK && at.node)
		node_remove(t, at.node);
	return e;
}
