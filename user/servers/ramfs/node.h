/* SPDX-License-Identifier: MIT */
/*
 * The tree: directories and files by name. One hash table over (directory, name) finds a name in any
 * directory at once; beside it a directory lists what it holds in the order in which it came.
 */
#ifndef RAMFS_NODE_H
#define RAMFS_NODE_H

#include <stdbool.h>
#include "user/servers/ramfs/data.h"
#include "user/servers/ramfs/hash.h"

#define MODE_TYPE  0170000
#define MODE_DIR   0040000
#define MODE_FILE  0100000
#define MODE_FIFO  0010000
#define MODE_CHILD 0000777 /* of what is in a mode beside the type */

struct node;

/* In ascending order of cookie: who lists goes on behind the last one it saw, whatever came or went. */
struct listing {
	struct node **entry;
	size_t count, slots;
	uint64_t last_cookie;
};

/* Lives while it has a name or is open: node_get, node_put. */
struct node {
	struct node *parent; /* NULL: the root, or it has no name any more */
	struct node *next;   /* in its hash chain */
	uint64_t ino, hash, cookie;
	uint32_t mode;
	uint32_t refs;
	size_t name_len;
	char *name;
	union {
		struct data data;
		struct listing list;
	};
};

struct tree {
	struct node *root;
	struct node **bucket;
	size_t buckets, nodes;
	uint64_t last_ino;
	struct hash_key key;
	struct space space;
};

/* The key is to be one that clients do not know: names are theirs to choose, and so would the lengths of chains be.
 * ERR_NO_MEMORY. */
enum err tree_init(struct tree *t, size_t max_bytes, struct hash_key key);
/* Everything but what is still open; for tests. */
void tree_end(struct tree *t);

static inline bool is_dir(const struct node *n)
{
	return (n->mode & MODE_TYPE) == MODE_DIR;
}

/* NULL: dir has no such entry. */
struct node *node_find(struct tree *t, const struct node *dir, const char *name, size_t len);
/* A new entry of dir; there must be none of that name. NULL: no memory. The tree's reference is its only
 * one. */
struct node *node_create(struct tree *t, struct node *dir, const char *name, size_t len,
			 uint32_t mode);
/* Takes it out of its directory, and the tree's reference with it. A directory must be empty. */
void node_remove(struct tree *t, struct node *n);
/* To another place; nothing has changed when it fails. ERR_NO_MEMORY. */
enum err node_move(struct tree *t, struct node *n, struct node *dir, const char *name, size_t len);
/* The first entry whose cookie is greater; NULL: there is none. */
struct node *node_after(const struct node *dir, uint64_t cookie);

static inline struct node *node_get(struct node *n)
{
	n->refs++;
	return n;
}
void node_put(struct tree *t, struct node *n);

#endif
