/* SPDX-License-Identifier: MIT */
#include "user/servers/init/build.h"
#include <string.h>
#include "user/lib/start.h"
#include "user/lib/sys.h"

#define RIGHTS_CLIENT (LORIS_RIGHT_SEND | LORIS_RIGHT_COPY)
#define STACK_PAGE    (STACK_HIGH - LORIS_PAGE_SIZE)

static handle_t endpoint;

void build_init(handle_t served)
{
	endpoint = served;
}

/* ---- memory ----------------------------------------------------------------------------------------- */

static long map_pieces(handle_t process, const struct program *program)
{
	long e = OK;

	for (unsigned i = 0; e >= 0 && i < program->pieces; i++) {
		const struct piece *p = &program->piece[i];
		bool blank = p->flags & LORIS_MAP_PRIVATE && !p->filled;

		e = sys_map_into(process, (void *)p->start, p->length,
				 blank ? p->flags & ~(unsigned)LORIS_MAP_PRIVATE : p->flags,
				 blank ? 0 : start_handle(LORIS_START_RAMDISK),
				 blank ? 0 : p->offset, p->filled);
	}
	return e;
}

static long map_stack(handle_t process, const struct start_page *page)
{
	const unsigned rw = LORIS_PROT_READ | LORIS_PROT_WRITE;
	long e = sys_map_into(process, (void *)STACK_LOW, STACK_PAGE - STACK_LOW, rw, 0, 0, 0);

	if (e < 0)
		return e;
	return sys_map_into(process, (void *)STACK_PAGE, LORIS_PAGE_SIZE, rw, page->memory,
			    page->offset, 0);
}

/* ---- handles ---------------------------------------------------------------------------------------- */

/* Made once for each record, as one process after the other uses it. */
static long make_way(struct process *p)
{
	long way = p->way ? OK : sys_handle_copy(endpoint, RIGHTS_CLIENT, (uint64_t)p);

	if (way > 0)
		p->way = (uint64_t)way;
	return way;
}

/* Its way to us, which says who it is; it stays with it. Also where we hear of its end. */
static long give_init(struct process *p, struct loris_start *start)
{
	long e = make_way(p);

	if (e >= 0)
		e = sys_process_give(p->handle, p->way, LORIS_RIGHT_SEND);
	if (e < 0)
		return e;
	start->handle[LORIS_START_INIT] = (uint64_t)e;
	return sys_process_handler(p->handle, p->way, LORIS_ON_EXIT);
}

static long give(struct process *p, struct loris_start *start, unsigned index, handle_t handle,
		 unsigned rights)
{
	long given = handle ? sys_process_give(p->handle, handle, rights) : 0;

	start->handle[index] = given < 0 ? 0 : (uint64_t)given;
	return given;
}

static long give_trusted(struct process *p, const struct gifts *gifts, struct loris_start *start)
{
	long e = OK;

	if (gifts->system)
		e = give(p, start, LORIS_START_SYSTEM, start_handle(LORIS_START_SYSTEM),
			 LORIS_RIGHTS_ALL);
	if (e >= 0)
		e = give(p, start, LORIS_START_EXTRA, gifts->extra, LORIS_RIGHTS_ALL);
	if (e >= 0 && gifts->ramdisk)
		e = give(p, start, LORIS_START_RAMDISK, start_handle(LORIS_START_RAMDISK),
			 LORIS_RIGHT_READ);
	return e;
}

static long give_all(struct process *p, const struct gifts *gifts, struct loris_start *start)
{
	long e = give_init(p, start);

	if (e >= 0)
		e = give(p, start, LORIS_START_CONSOLE, start_handle(LORIS_START_CONSOLE),
			 RIGHTS_CLIENT);
	for (unsigned i = 0; e >= 0 && i < 3; i++)
		e = give(p, start, LORIS_START_IN + i, gifts->file[i], RIGHTS_CLIENT);
	return e < 0 ? e : give_trusted(p, gifts, start);
}

/* ---- all of it -------------------------------------------------------------------------------------- */

/* What a program starts counts for it, too; what the shell starts has all that programs may have. */
static long create(struct process *p, const struct program *program, const struct process *parent,
		   const struct gifts *gifts)
{
	struct loris_process what;
	long e;

	memcpy(what.name, program->name, sizeof(what.name));
	what.pages = gifts->pages;
	what.objects = gifts->objects;
	what.made_for = parent ? parent->handle : gifts->counts_for;
	e = sys_process_create(&what);
	if (e < 0)
		return e;
	p->handle = (uint64_t)e;
	e = sys_process_info(p->handle, NULL);
	p->pid = e < 0 ? 0 : (uint64_t)e;
	return e;
}

static long start(struct process *p, const struct program *program,
		  const struct loris_start *handles, unsigned len)
{
	unsigned at = start_page_finish(p->page->bytes, len, handles);

	return sys_process_start(p->handle, program->entry, STACK_PAGE + at, STACK_PAGE + at,
				 sizeof(*handles) + len);
}

/* In the family before it runs: its end may be told at once. */
static long fill_and_start(struct process *p, const struct program *program, struct process *parent,
			   const struct gifts *gifts, unsigned len)
{
	struct loris_start handles = {0};
	long e = map_pieces(p->handle, program);

	if (e >= 0)
		e = map_stack(p->handle, p->page);
	if (e >= 0)
		e = give_all(p, gifts, &handles);
	if (e >= 0)
		e = start(p, program, &handles, len);
	if (e >= 0)
		family_join(p, parent);
	return e;
}

/* Closing the last handle of a process that has no thread ends it. */
static long abandon(struct process *p, long e)
{
	if (p->handle)
		sys_handle_close(p->handle);
	process_drop(p);
	return e;
}

long build(const struct program *program, struct process *parent, const struct gifts *gifts,
	   struct start_page *words, unsigned len, struct process **out)
{
	struct process *p = NULL;
	long e = family_room(parent);

	if (e >= 0) {
		p = process_new(parent);
		e = p ? create(p, program, parent, gifts) : ERR_NO_MEMORY;
	}
	if (e >= 0) {
		p->page = words;
		e = fill_and_start(p, program, parent, gifts, len);
	}
	if (e >= 0) {
		*out = p;
		return OK;
	}
	start_page_put(words);
	return p ? abandon(p, e) : e;
}
