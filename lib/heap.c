/* SPDX-License-Identifier: MIT */
#include "lib/heap.h"

/* Two trees become one; both are roots that nothing points to. */
static struct heap_node *meld(struct heap_node *a, struct heap_node *b)
{
	struct heap_node *top = a->key <= b->key ? a : b;
	struct heap_node *low = top == a ? b : a;

	low->next = top->child;
	if (low->next)
		low->next->back = &low->next;
	low->back = &top->child;
	top->child = low;
	return top;
}

/* First pass over siblings: melds them two by two; the pairs are chained last first. */
static struct heap_node *meld_neighbours(struct heap_node *n)
{
	struct heap_node *pairs = NULL;

	while (n) {
		struct heap_node *a = n, *b = n->next;

		n = b ? b->next : NULL;
		if (b)
			a = meld(a, b);
		a->next = pairs;
		pairs = a;
	}
	return pairs;
}

/* Second pass: melds the pairs into one tree. Both passes are what keeps a pop logarithmic. */
static struct heap_node *meld_siblings(struct heap_node *first)
{
	struct heap_node *pairs = meld_neighbours(first);
	struct heap_node *tree = pairs;

	if (!tree)
		return NULL;
	for (pairs = pairs->next; pairs;) {
		struct heap_node *pair = pairs;

		pairs = pairs->next;
		tree = meld(tree, pair);
	}
	return tree;
}

static void set_root(struct heap *h, struct heap_node *root)
{
	h->root = root;
	if (!root)
		return;
	root->next = NULL;
	root->back = &h->root;
}

void heap_insert(struct heap *h, struct heap_node *n)
{
	n->child = NULL;
	set_root(h, h->root ? meld(h->root, n) : n);
}

void heap_remove(struct heap *h, struct heap_node *n)
{
	struct heap_node *orphans;

	*n->back = n->next;
	if (n->next)
		n->next->back = n->back;
	orphans = meld_siblings(n->child);
	if (!h->root)
		set_root(h, orphans);
	else if (orphans)
		set_root(h, meld(h->root, orphans));
	n->child = n->next = NULL;
	n->back = NULL;
}

struct heap_node *heap_pop(struct heap *h)
{
	struct heap_node *min = h->root;

	if (min)
		heap_remove(h, min);
	return min;
}
