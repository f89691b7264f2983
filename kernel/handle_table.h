/* SPDX-License-Identifier: MIT */
/*
 * The entries of a table of handles, its lock held throughout. Private to handle*.c.
 *
 * Free entries form a chain; those that were never used stand behind it. An entry's key is what look-ups
 * without the lock go by (handle.h): it is taken away first and set last.
 */
#ifndef KERNEL_HANDLE_TABLE_H
#define KERNEL_HANDLE_TABLE_H

#include "kernel/handle.h"
#include "kernel/process.h"

#define GENERATION_MAX	INT32_MAX /* values of handles are positive */
#define GENERATION_HALF (GENERATION_MAX / 2)

/* A larger table in the place of p's. ERR_NO_MEMORY, ERR_QUOTA: it stays as it was. */
enum err handle_table_grow_locked(struct process *p);
/* The whole table, which is p's no longer: looked up from now on, nothing is there. */
void handle_table_retire(struct process *p);
/* Sees to it that there is what copies of h stand in; if not, it is made and charged to `payer`. ERR_NO_MEMORY, ERR_QUOTA. */
enum err handle_derive_locked(struct process *payer, struct handle *h);
/* What a copy of h says, for which there is that. badge 0: as it was. */
struct handle handle_copy_of(const struct handle *h, unsigned rights, uint64_t badge);
/* For an entry that is to say this. */
void handle_take_references(const struct handle *h);
/* What an entry held, whose handle is gone, is let go. No lock held, irqs off. */
void handle_drop(const struct handle *h);

static inline struct handle *handle_at(struct handle_block *b, uint32_t index)
{
	return &b->entry[index] - 1;
}

static inline bool has_free_entry_locked(const struct handle_block *b)
{
	return b->free || b->size < b->room;
}

/* Both, for a change of both; the lower address first. */
void lock_tables(struct process *a, struct process *b);
void unlock_tables(struct process *a, struct process *b);

/* A free entry, taken out of the chain; its index. Negative: there is none and the table cannot grow. */
long take_entry_locked(struct process *p);
/* Likewise, when there is one. */
uint32_t take_free_entry_locked(struct handle_block *b);
/* It was not needed, or is a handle no more. */
void put_entry_locked(struct handle_block *b, uint32_t index);
/* The entry of a handle; NULL: it is none. */
struct handle *entry_locked(struct process *p, uint64_t value);
/* What the entry says is *with's, and then it is a handle: its value. */
uint64_t fill_entry_locked(struct handle_block *b, uint32_t index, const struct handle *with);
/* h is a handle no more, and what it referred to is the caller's, who has read it. */
void empty_entry_locked(struct handle_block *b, struct handle *h);

#endif
