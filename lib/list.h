/* SPDX-License-Identifier: MIT */
/*
 * Intrusive, doubly linked, circular lists. A head and a node are the same thing; a head linked to
 * itself is an empty list, a node linked to itself is in no list. A node must be initialised before
 * it is first asked about or removed, and belongs to whoever owns the structure around it.
 */
#ifndef LORIS_LIST_H
#define LORIS_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next, *prev;
};

#define LIST_INIT(name) ((struct list){&(name), &(name)})

static inline void list_init(struct list *l)
{
	l->next = l;
	l->prev = l;
}

/* Of a head: nothing in it. Of a node: it is in no list. */
static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}

static inline void list_link(struct list *node, struct list *prev, struct list *next)
{
	node->prev = prev;
	node->next = next;
	prev->next = node;
	next->prev = node;
}

/* The node must be in no list: adding it twice corrupts both. */
static inline void list_add_head(struct list *head, struct list *node)
{
	list_link(node, head, head->next);
}

static inline void list_add_tail(struct list *head, struct list *node)
{
	list_link(node, head->prev, head);
}

/* Takes the node out and leaves its pointers as they were: for a node that goes into another list at
   once, or is tested by something else than list_empty. */
static inline void list_unlink(struct list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
}

/* The same for the first of a list. */
static inline void list_unlink_first(struct list *head, struct list *first)
{
	head->next = first->next;
	first->next->prev = head;
}

/* Harmless on a node that is in no list. */
static inline void list_remove(struct list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}

static inline struct list *list_pop_head(struct list *head)
{
	struct list *node = head->next;

	if (node == head)
		return NULL;
	list_remove(node);
	return node;
}

/* Puts the first one last; it is returned. The list is not empty. */
static inline struct list *list_rotate(struct list *head)
{
	struct list *node = list_pop_head(head);

	list_add_tail(head, node);
	return node;
}

/* Parentheses twice: inside one pair, clang-format 14 takes the pointer for a cast. */
#define list_entry(ptr, type, member) ((type *)(void *)((char *)((ptr)) - offsetof(type, member)))

/* The list must not be empty. */
#define list_first_entry(head, type, member) list_entry((head)->next, type, member)

/*
 * By arithmetic and not by &pos->member: at the end of a walk pos is computed from the head, around
 * which there is no such structure, and a member access there is undefined.
 */
#define list_node_of_(pos, member) \
	((struct list *)(void *)((char *)(pos) + offsetof(__typeof__(*(pos)), member)))

/* pos must be a declared pointer to the structure; the body must not remove what it points to. */
#define list_for_each(pos, head, member)                               \
	for (pos = list_entry((head)->next, __typeof__(*pos), member); \
	     list_node_of_(pos, member) != (head);                     \
	     pos = list_entry(list_node_of_(pos, member)->next, __typeof__(*pos), member))

/* The body may remove or free pos, and only pos. `after` is a second pointer like pos. */
#define list_for_each_safe(pos, after, head, member)                                        \
	for (pos = list_entry((head)->next, __typeof__(*pos), member),                      \
	    after = list_entry(list_node_of_(pos, member)->next, __typeof__(*pos), member); \
	     list_node_of_(pos, member) != (head); pos = after,                             \
	    after = list_entry(list_node_of_(after, member)->next, __typeof__(*pos), member))

#endif
