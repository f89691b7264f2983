/* SPDX-License-Identifier: MIT */
/* From a program to a process that runs. */
#ifndef INIT_BUILD_H
#define INIT_BUILD_H

#include "user/lib/ipc.h"
#include "user/servers/init/family.h"
#include "user/servers/init/programs.h"
#include "user/servers/init/start_page.h"

/* What a new process gets beside its own endpoint to init; 0: nothing. */
struct gifts {
	handle_t file[3]; /* LORIS_START_IN, OUT, ERR */
	bool system, ramdisk;
	handle_t extra;		 /* LORIS_START_EXTRA */
	uint64_t pages, objects; /* limits; 0: as init's own */
	handle_t counts_for; /* without a parent: what it uses counts for that, too; 0: for init */
};

/* The endpoint that init serves. */
void build_init(handle_t endpoint);

/*
 * `words`: a page that begins with the arguments, len bytes; it becomes the process's, or is given back.
 * parent NULL: nobody will ask for it. Gives the process, which runs, in *out; or why not, with
 * everything as it was.
 */
long build(const struct program *program, struct process *parent, const struct gifts *gifts,
	   struct start_page *words, unsigned len, struct process **out);

#endif
