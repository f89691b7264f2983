/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_ORIGIN_H
#define KERNEL_ORIGIN_H

#include "kernel/handle.h"

/* Of handles that are copies of none. */
extern struct origin origin_root;

/* Below `above`, charged to q; refs = 1, copies = 0. NULL with *e set: ERR_NO_MEMORY, ERR_QUOTA. */
struct origin *origin_create(struct origin *above, struct quota *q, enum err *e);
/* A copy more, which holds a reference; somebody who stands in what is above keeps it from changing. */
void origin_join(struct origin *o);
/* One less: its watcher hears when it was the last. Irqs off. */
void origin_leave(struct origin *o);
void origin_put(struct origin *o);
/* False: it was revoked, or what is above was. */
bool origin_valid(const struct origin *o);
/* n is given a reference; NULL: nobody. Signals at once if there is no copy. */
void origin_watch(struct origin *o, struct notification *n, uint64_t bits);

#define ORIGIN_DEPTH_MAX 16

#endif
