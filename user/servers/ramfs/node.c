/* SPDX-License-Identifier: MIT */
#include "user/servers/ramfs/node.h"
#include <string.h>

#define BUCKETS_FIRST 256
#define SLOTS_FIRST   8

/* ---- the hash table -------------------------------------------------------------------------------- */

static uint64_t hash_of(const struct tree *t, const struct node *dir, const char *name, size_t len)
{
	return hash(&t->key, dir->ino, name, len);
}

static struct node **bucket_of(struct tree *t, uint64_t hash)
{
	return &t->bucket[hash & (t->buckets - 1)];
}

static void hash_add(struct tree *t, struct node *n)
{
	struct node **head = bucket_of(t, n->hash);

	n->next = *head;
	*head = n;
}

static void hash_take(struct tree *t, struct node *n)
{
	struct node **at = bucket_of(t, n->hash);

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
}

/* Longer chains are slower, nothing worse: without memory it stays as it is. */
static void hash_grow(struct tree *t)
{
	size_t old = t->buckets;
	struct node **from = t->bucket;
	struct node **to = space_alloc(&t->space, 2 * old * sizeof(*to));

	if (!to)
		return;
	memset(to, 0, 2 * old * sizeof(*to));
	t->bucket = to;
	t->buckets = 2 * old;
	for (size_t i = 0; i < old; i++) {
		for (struct node *n = from[i], *next; n; n = next) {
			next = n->next;
			hash_add(t, n);
		}
	}
	space_free(&t->space, from, old * sizeof(*from));
}

struct node *node_find(struct tree *t, const struct node *dir, const char *name, size_t len)
{
	uint64_t hash = hash_of(t, dir, name, len);

	for (struct node *n = *bucket_of(t, hash); n; n = n->next)
		if (n->hash == hash && n->parent == dir && n->name_len == len &&
		    memcmp(n->name, name, len) == 0)
			return n;
	return NULL;
}

/* ---- what a directory holds, in order --------------------------------------------------------------- */

/* Index of the first entry whose cookie is greater. */
static size_t list_place(const struct listing *l, uint64_t cookie)
{
	size_t lo = 0, hi = l->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (l->entry[mid]->cookie > cookie)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

static bool list_reserve(struct listing *l, struct space *s)
{
	size_t slots = l->slots ? 2 * l->slots : SLOTS_FIRST;
	struct node **entry;

	if (l->count < l->slots)
		return true;
	entry = space_alloc(s, slots * sizeof(*entry));
	if (!entry)
		return false;
	if (l->count)
		memcpy(entry, l->entry, l->count * sizeof(*entry));
	space_free(s, l->entry, l->slots * sizeof(*entry));
	l->entry = entry;
	l->slots = slots;
	return true;
}

static void list_take(struct listing *l, const struct node *n)
{
	size_t at = list_place(l, n->cookie) - 1;

	l->count--;
	memmove(&l->entry[at], &l->entry[at + 1], (l->count - at) * sizeof(l->entry[0]));
}

struct node *node_after(const struct node *dir, uint64_t cookie)
{
	size_t at = list_place(&dir->list, cookie);

	return at < dir->list.count ? dir->list.entry[at] : NULL;
}

/* ---- nodes ------------------------------------------------------------------------------------------ */

/* Gives n its place; list_reserve has made room. */
static void enter(struct tree *t, struct node *n, struct node *dir)
{
	n->parent = dir;
	n->hash = hash_of(t, dir, n->name, n->name_len);
	n->cookie = ++dir->list.last_cookie;
	dir->list.entry[dir->list.count++] = n;
	hash_add(t, n);
}

static void leave(struct tree *t, struct node *n)
{
	hash_take(t, n);
	list_take(&n->parent->list, n);
	n->parent = NULL;
}

static char *copy_name(struct tree *t, const char *name, size_t len)
{
	char *copy = space_alloc(&t->space, len + 1);

	if (copy) {
		memcpy(copy, name, len);
		copy[len] = '\0';
	}
	return copy;
}

static struct node *node_new(struct tree *t, const char *name, size_t len, uint32_t mode)
{
	struct node *n = space_alloc(&t->space, sizeof(*n));

	if (!n)
		return NULL;
	*n = (struct node){.mode = mode, .refs = 1, .name_len = len, .ino = t->last_ino + 1};
	n->name = copy_name(t, name, len);
	if (!n->name) {
		space_free(&t->space, n, sizeof(*n));
		return NULL;
	}
	t->last_ino++;
	t->nodes++;
	return n;
}

struct node *node_create(struct tree *t, struct node *dir, const char *name, size_t len,
			 uint32_t mode)
{
	struct node *n;

	if (!list_reserve(&dir->list, &t->space))
		return NULL;
	n = node_new(t, name, len, mode);
	if (!n)
		return NULL;
	enter(t, n, dir);
	if (t->nodes > 2 * t->buckets)
		hash_grow(t);
	return n;
}

static void node_free(struct tree *t, struct node *n)
{
	if (is_dir(n))
		space_free(&t->space, n->list.entry, n->list.slots * sizeof(n->list.entry[0]));
	else
		data_clear(&n->data, &t->space);
	space_free(&t->space, n->name, n->name_len + 1);
	space_free(&t->space, n, sizeof(*n));
	t->nodes--;
}

void node_put(struct tree *t, struct node *n)
{
	if (--n->refs == 0)
		node_free(t, n);
}

void node_remove(struct tree *t, struct node *n)
{
	leave(t, n);
	node_put(t, n);
}

enum err node_move(struct tree *t, struct node *n, struct node *dir, const char *name, size_t len)
{
	char *copy = copy_name(t, name, len);

	if (!copy)
		return ERR_NO_MEMORY;
	if (!list_reserve(&dir->list, &t->space)) {
		space_free(&t->space, copy, len + 1);
		return ERR_NO_MEMORY;
	}
	leave(t, n);
	space_free(&t->space, n->name, n->name_len + 1);
	n->name = copy;
	n->name_len = len;
	enter(t, n, dir);
	return OK;
}

/* ---- the whole tree ---------------------------------------------------------------------------------- */

enum err tree_init(struct tree *t, size_t max_bytes, struct hash_key key)
{
	*t = (struct tree){.space.max = max_bytes, .buckets = BUCKETS_FIRST, .key = key};
	t->bucket = space_alloc(&t->space, t->buckets * sizeof(*t->bucket));
	if (!t->bucket)
		return ERR_NO_MEMORY;
	memset(t->bucket, 0, t->buckets * sizeof(*t->bucket));
	t->root = node_new(t, "", 0, MODE_DIR | 0755);
	return t->root ? OK : ERR_NO_MEMORY;
}

/* Always the last entry of the last directory, so that no recursion is needed. */
void tree_end(struct tree *t)
{
	struct node *dir = t->root;

	while (t->root->list.count) {
		struct node *last = dir->list.entry[dir->list.count - 1], *up = dir;

		if (is_dir(last) && last->list.count) {
			dir = last;
			continue;
		}
		node_remove(t, last);
		dir = up->list.count || !up->parent ? up : up->parent;
	}
	node_put(t, t->root);
	space_free(&t->space, t->bucket, t->buckets * sizeof(*t->bucket));
}
