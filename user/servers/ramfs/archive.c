/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/archive.h"
#include "user/servers/ramfs/fs.h"

static enum err enter_file(struct tree *t, struct path name, const struct cpio_entry *entry)
{
	struct node *n;
	enum err e = fs_add(t, name, entry->mode, &n);

	if (e != OK)
		return e;
	n->data.origin = entry->data;
	n->data.origin_size = n->data.size = entry->size;
	return OK;
}

static enum err enter(struct tree *t, const struct cpio_entry *entry)
{
	struct path name = {entry->name, entry->name_len};

	switch (entry->mode & MODE_TYPE) {
	case MODE_FILE:
		return enter_file(t, name, entry);
	case MODE_DIR:
		return fs_mkdir(t, name);
	default:
		return OK; /* devices and links mean nothing here */
	}
}

enum err archive_load(struct tree *t, const struct cpio *archive)
{
	struct cpio_entry entry;
	size_t cursor = 0;

	while (cpio_next(archive, &cursor, &entry) == CPIO_ENTRY)
		if (enter(t, &entry) == ERR_NO_MEMORY)
			return ERR_NO_MEMORY;
	return OK;
}
