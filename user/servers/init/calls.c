/* SPDX-License-Identifier: MIT */
#include "user/servers/init/calls.h"
#include "user/servers/init/answer.h"
#include "user/servers/init/build.h"
#include "user/servers/init/kthreads.h"
#include "user/servers/init/say.h"

/* Programs, and ramfs for them, may have seven eighths of what there is, so that something is left for the drivers. The
 * kernel has each leave something to the others (kernel/quota.c). */
static uint64_t program_pages, program_objects;

static const char *trusted;

/* What the shell starts is made for this, which is nobody and has ended at once: its limits, which count for all
 * of them together, last as long as the handle. */
static void limit_programs(uint64_t pages, uint64_t objects)
{
	const struct loris_process what = {.name = "programs", .pages = pages, .objects = objects};
	long programs = sys_process_create(&what);

	if (programs < 0)
		return;
	sys_process_kill((handle_t)programs);
	shell.handle = (handle_t)programs;
}

void calls_init(const char *trust)
{
	struct loris_process_info info;

	trusted = trust;
	if (sys_process_info(0, &info) < 0)
		return;
	program_pages = info.pages_max - info.pages_max / 8;
	program_objects = info.objects_max - info.objects_max / 8;
	limit_programs(program_pages, program_objects);
}

/* ---- arguments, spawn ------------------------------------------------------------------------------- */

static long append(struct process *caller, const void *bytes, size_t length)
{
	if (!caller->words)
		caller->words = start_page_get();
	if (!caller->words)
		return ERR_NO_MEMORY;
	if (length > LORIS_ARGS_MAX - caller->words_len)
		caller->words_lost = true;
	if (caller->words_lost)
		return ERR_INVALID;
	memcpy(caller->words->bytes + caller->words_len, bytes, length);
	caller->words_len += (unsigned)length;
	return OK;
}

/* Between calls who has words holds a place. */
static long on_argument(void *context, const struct message *m, const void *bytes, size_t length)
{
	struct process *caller = context;
	bool first = !caller->words;
	long e;

	(void)m;
	if (first && !family_hold(caller))
		return ERR_QUOTA;
	e = append(caller, bytes, length);
	if (!caller->words)
		family_release(caller);
	return e;
}

/* The place is for the child now. */
static void take_place(struct process *caller)
{
	if (caller->words)
		family_release(caller);
}

/* Whatever becomes of the spawn, the next one begins with new ones. NULL: they are none. */
static struct start_page *take_words(struct process *caller, unsigned *len)
{
	struct start_page *words = caller->words;
	bool good = words && !caller->words_lost && caller->words_len > 1 && words->bytes[0] &&
		    !words->bytes[caller->words_len - 1];

	*len = caller->words_len;
	caller->words = NULL;
	caller->words_len = 0;
	caller->words_lost = false;
	if (words && !good)
		start_page_put(words);
	return good ? words : NULL;
}

static bool is_trusted(const struct process *caller, const char *name)
{
	size_t len = strlen(name);

	if (caller != &shell)
		return false;
	for (const char *at = trusted; (at = strstr(at, name)); at += len)
		if ((at == trusted || at[-1] == ',') && (at[len] == ',' || !at[len]))
			return true;
	return false;
}

/* Whom the boot argument trusts; and the ramdisk's own uart, by which the user has the driver started and stopped. What a
 * program's name means nobody can change: it was read from the ramdisk at the boot. */
static bool is_manager(const struct process *caller, const struct program *program, bool trust)
{
	return trust || (caller == &shell && strcmp(program->name, "uart") == 0);
}

static long start_program(struct process *caller, struct gifts *gifts)
{
	const struct program *program;
	struct start_page *words;
	struct process *child;
	unsigned len;
	long e;

	words = take_words(caller, &len);
	if (!words)
		return ERR_INVALID;
	program = program_find(words->bytes);
	if (!program || program->problem) {
		start_page_put(words);
		if (!program)
			return ERR_NOT_FOUND;
		/* We wait for the console, which others may keep busy: nobody else has us do so. */
		if (caller == &shell)
			say_not_program(program->name, program->problem);
		return ERR_NOT_ELF;
	}
	gifts->system = is_trusted(caller, program->name);
	e = build(program, caller, gifts, words, len, &child);
	if (e < 0)
		return e;
	child->manages = is_manager(caller, program, gifts->system);
	return (long)child->pid;
}

/* The handles that came, each in its place. False: not those that the flags say. */
static bool sort_files(struct gifts *gifts, uint64_t flags, const handle_t *files, size_t count)
{
	size_t used = 0;

	for (unsigned i = 0; i < 3; i++)
		if (flags >> i & 1 && used < count)
			gifts->file[i] = files[used++];
	return flags < 8 && used == count && (size_t)__builtin_popcountl(flags) == count;
}

static long on_spawn(void *context, const struct message *m, uint64_t flags, const handle_t *files,
		     size_t count)
{
	struct gifts gifts = {.pages = program_pages, .objects = program_objects};
	long result = ERR_INVALID;

	if (sort_files(&gifts, flags, files, count)) {
		take_place(context);
		result = start_program(context, &gifts);
	}
	stub_close_handles(m);
	return result;
}

static long on_spawn_plain(void *context, const struct message *m, const void *bytes, size_t length)
{
	struct gifts gifts = {.pages = program_pages, .objects = program_objects};
	long e, result;

	(void)m;
	take_place(context);
	e = append(context, bytes, length);
	result = start_program(context, &gifts); /* also uses up those that are lost */
	return e < 0 ? e : result;
}

/* ---- wait, kill ------------------------------------------------------------------------------------- */

/* Somebody has got it: who else waits for it, or for any when it was the last, waits for nothing. */
static void forget(struct process *p)
{
	struct process *parent = p->parent;
	struct kept *k;

	family_take(p);
	process_drop(p);
	while ((k = family_hopeless(parent)))
		answer_no_child(k);
}

static long keep_wait(struct process *caller, uint64_t pid)
{
	struct kept *k = answer_keep(caller);

	if (!k)
		return ERR_NO_MEMORY;
	k->what = pid;
	list_add_tail(&caller->waits, &k->link);
	return STUB_KEPT;
}

#define WAIT_NOT 1 /* of flags */

static long on_wait(void *context, const struct message *m, uint64_t pid, uint64_t flags,
		    uint64_t *how, uint64_t *code)
{
	struct process *child;
	long result = family_child(context, pid, &child);

	(void)m;
	if (flags & ~(uint64_t)WAIT_NOT)
		return ERR_INVALID;
	if (result < 0)
		return result;
	if (!child)
		return flags & WAIT_NOT ? ERR_TIMEOUT : keep_wait(context, pid);
	*how = (uint64_t)child->how;
	*code = (uint64_t)child->code;
	result = (long)child->pid;
	forget(child);
	return result;
}

static long on_kill(void *context, const struct message *m, uint64_t pid)
{
	const struct process *p = process_find(pid);

	(void)m;
	if (!p || p->parent != context)
		return ERR_NOT_FOUND;
	return sys_process_kill(p->handle) == OK ? OK : ERR_NOT_FOUND;
}

/* The first of those who wait for it that is still there gets it. */
static void tell_parent(struct process *p)
{
	struct kept *k;

	while ((k = family_waiter(p))) {
		if (answer_wait(k, p)) {
			forget(p);
			return;
		}
	}
}

static void end_calls(struct process *p)
{
	while (!list_empty(&p->waits))
		answer_none(list_first_entry(&p->waits, struct kept, link));
	if (p->kept)
		servers_forget(p);
}

void process_ended(struct process *p, int how, int code)
{
	struct server *server = p->server;

	end_calls(p);
	sys_handle_close(p->handle);
	start_page_put(p->page);
	if (p->words) {
		start_page_put(p->words);
		family_release(p);
	}
	if (family_ended(p, how, code))
		tell_parent(p);
	else
		process_drop(p);
	if (server)
		server_ended(server, how, code);
}

/* ---- servers ---------------------------------------------------------------------------------------- */

static long on_lookup(void *context, const struct message *m, const void *bytes, size_t length,
		      handle_t *endpoint)
{
	struct process *caller = context;
	struct server *s = server_find(bytes, length);
	long handle = ERR_NOT_FOUND;

	(void)m;
	if (!s)
		handle = kthread_handle(bytes, length, caller->pid);
	else if (s->state == SERVER_STARTING)
		return server_keep(s, caller, KEPT_LOOKUP);
	else if (s->state == SERVER_SERVING)
		handle = server_handle(s, caller);
	if (handle < 0)
		return handle;
	*endpoint = (handle_t)handle;
	return OK;
}

/* We keep no more of the handle than clients get: with the right to receive, a server's death would not
 * close its endpoint. */
static long take_endpoint(handle_t given)
{
	struct loris_handle info;
	long kept = sys_handle_info(given, &info);

	if (kept >= 0 && info.type != LORIS_ENDPOINT)
		kept = ERR_INVALID;
	if (kept >= 0)
		kept = sys_handle_copy(given, LORIS_RIGHT_SEND | LORIS_RIGHT_COPY, 0);
	sys_handle_close(given);
	return kept;
}

static long on_register_name(void *context, const struct message *m, const void *bytes,
			     size_t length, handle_t endpoint)
{
	const struct process *caller = context;
	long kept = take_endpoint(endpoint);

	(void)m;
	if (kept < 0)
		return kept;
	if (!caller->server || server_find(bytes, length) != caller->server) {
		sys_handle_close((handle_t)kept);
		return ERR_PERM;
	}
	server_serves(caller->server, (handle_t)kept);
	return OK;
}

/* Who may start and end servers can take the keyboard, and everyone's files. */
static bool may_manage(const struct process *caller)
{
	return caller == &shell || caller->manages;
}

static long on_kill_server(void *context, const struct message *m, const void *bytes, size_t length)
{
	const struct server *s = server_find(bytes, length);

	(void)m;
	if (!may_manage(context))
		return ERR_PERM;
	if (!s || !s->process)
		return ERR_NOT_FOUND;
	return sys_process_kill(s->process->handle) == OK ? OK : ERR_NOT_FOUND;
}

static long on_stop_server(void *context, const struct message *m, const void *bytes, size_t length)
{
	struct server *s = server_find(bytes, length);
	long result = on_kill_server(context, m, bytes, length);

	if (result == ERR_NOT_FOUND && s && s->state == SERVER_STARTING)
		return server_stop_waiting(s);
	if (result == OK)
		s->stops = true;
	return result;
}

static long on_start_server(void *context, const struct message *m, const void *bytes,
			    size_t length)
{
	struct server *s = server_find(bytes, length);

	(void)m;
	if (!may_manage(context))
		return ERR_PERM;
	if (!s)
		return ERR_NOT_FOUND;
	if (s->state == SERVER_DOWN || s->state == SERVER_FAILED) {
		s->failures = 0;
		server_start(s);
	}
	if (s->state == SERVER_STARTING || s->stops) {
		s->stops = false; /* it serves still, but will have ended */
		return server_keep(s, context, KEPT_START);
	}
	return s->state == SERVER_SERVING ? OK : ERR_NOT_FOUND;
}

static long on_server_info(void *context, const struct message *m, uint64_t index, uint64_t *pid,
			   uint64_t *restarts, uint64_t *state, void *out)
{
	const struct server *s = server_number(index);

	(void)context;
	(void)m;
	if (!s)
		return ERR_NOT_FOUND;
	*pid = s->process ? s->process->pid : 0;
	*restarts = s->starts ? s->starts - 1 : 0;
	*state = s->state;
	memcpy(out, s->name, strlen(s->name));
	return (long)strlen(s->name);
}

const struct init_server init_calls = {
	.argument = on_argument,
	.spawn = on_spawn,
	.wait = on_wait,
	.kill = on_kill,
	.lookup = on_lookup,
	.register_name = on_register_name,
	.kill_server = on_kill_server,
	.server_info = on_server_info,
	.start_server = on_start_server,
	.spawn_plain = on_spawn_plain,
	.stop_server = on_stop_server,
};
