/* SPDX-License-Identifier: MIT */
#include "lib/heap.h"

static uint64_t rank_of(const struct heap_node *n)
{
	return n ? n->rank : 0;
}

/* The subtrees of n have changed: the lower rank to the right. True: n's own is another one now. */
static bool settle(struct heap_node *n)
{
	struct heap_node *left = n->left;
	uint64_t before = n->rank;

	if (rank_of(left) < rank_of(n->right)) {
		n->left = n->right;
		n->right = left;
	}
	n->rank = rank_of(n->right) + 1;
	return n->rank != before;
}

/* Two trees, or none, become one below `parent`: down along both ways to the right, which are short, and up again. */
static struct heap_node *meld(struct heap_node *a, struct heap_node *b, struct heap_node *parent)
{
	struct heap_node *top = NULL, **at = &top, *last = parent;

	while (a || b) {
		if (!a || (b && b->key < a->key)) {
			struct heap_node *other = a;

			a = b;
			b = other;
		}
		*at = a;
		a->parent = last;
		if (!b)
			break;
		last = a;
		at = &a->right;
		a = a->right;
	}
	for (; last != parent; last = last->parent)
		settle(last);
	return top;
}

void heap_insert(struct heap *h, struct heap_node *n)
{
	n->left = n->right = NULL;
	n->rank = 1;
	h->root = meld(h->root, n, NULL);
}

/* Ranks above change as far as the way to the right of one does that they are counted by. */
void heap_remove(struct heap *h, struct heap_node *n)
{
	struct heap_node *up = n->parent;
	struct heap_node **at = !up ? &h->root : up->left == n ? &up->left : &up->right;

	*at = meld(n->left, n->right, up);
	while (up && settle(up))
		up = up->parent;
	n->rank = 0;
}

struct heap_node *heap_pop(struct heap *h)
{
	struct heap_node *min = h->root;

	if (min)
		heap_remove(h, min);
	return min;
}
