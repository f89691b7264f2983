/* SPDX-License-Identifier: MIT */
/*
 * Intrusive pairing heap with the smallest 64-bit key on top; made for timers. Insert and min are
 * constant time, pop and remove take logarithmic time on average, and none of them recurses: kernel
 * stacks are small.
 *
 * A node is zeroed before its first use, and its key must not change while it is linked. The heap
 * itself must not be moved while it has nodes. Nodes with equal keys come out in no given order.
 */
#ifndef LORIS_HEAP_H
#define LORIS_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_node {
	struct heap_node *child;
	struct heap_node *next;	 /* sibling */
	struct heap_node **back; /* the pointer that points here; NULL: in no heap */
	uint64_t key;
};

struct heap {
	struct heap_node *root;
};

static inline void heap_init(struct heap *h)
{
	h->root = NULL;
}

static inline void heap_node_init(struct heap_node *n)
{
	*n = (struct heap_node){0};
}

static inline bool heap_linked(const struct heap_node *n)
{
	return n->back != NULL;
}

/* The node with the smallest key, or NULL. */
static inline struct heap_node *heap_min(const struct heap *h)
{
	return h->root;
}

/* n must not be linked. */
void heap_insert(struct heap *h, struct heap_node *n);

/* Takes out the node with the smallest key; NULL when the heap is empty. */
struct heap_node *heap_pop(struct heap *h);

/* n must be linked, into this heap. */
void heap_remove(struct heap *h, struct heap_node *n);

#endif
