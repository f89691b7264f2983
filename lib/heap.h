/* SPDX-License-Identifier: MIT */
/*
 * Intrusive leftist heap with the smallest 64-bit key on top; made for timers. Min is constant time, and
 * insert, pop and remove take logarithmic time, each of them and not on average: they run with interrupts off,
 * and programs decide how many nodes there are. None recurses: kernel stacks are small.
 *
 * A node is zeroed before its first use, and its key must not change while it is linked. Nodes with
 * equal keys come out in no given order.
 */
#ifndef LORIS_HEAP_H
#define LORIS_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_node {
	struct heap_node *left, *right, *parent;
	uint64_t key;
	uint64_t
		rank; /* steps to the right until there is no node; of the left no less. 0: in no heap */
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
	return n->rank;
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
