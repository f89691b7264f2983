/* SPDX-License-Identifier: MIT */
#ifndef LORIS_DRIVER_SHARED_H
#define LORIS_DRIVER_SHARED_H

#include "user/lib/sys.h"

#define SHARED_MAX 65536 /* bytes: memory objects up to that have all their pages from the start */

/*
 * Maps a client's memory, an object of at most SHARED_MAX bytes, of which the first `size`, whole pages, are used, so
 * that touching it cannot end us. The address, or why not; ERR_NO_MEMORY: the machine has none.
 */
long shared_map(handle_t memory, uint64_t size);

#endif
