/* SPDX-License-Identifier: MIT */
#include "user/servers/init/family.h"
#include <stddef.h>
#include "user/servers/init/pool.h"

#define BUCKETS	 4096
#define RESERVED 64 /* records that only the shell and servers get: they can always be started */

struct process shell;
struct list kept_all = LIST_INIT(kept_all);
struct census kept_census;

static struct process *bucket[BUCKETS];
static unsigned process_count; /* and pages of arguments */
static uint64_t lines_begun;
static struct pool records = {.size = sizeof(struct process), .lots_max = 64};
static struct pool lines = {.size = sizeof(struct line), .lots_max = 1};
static struct pool calls = {.size = sizeof(struct kept), .lots_max = 16};

static void set_up(struct process *p)
{
	*p = (struct process){.way = p->way};
	list_init(&p->sibling);
	list_init(&p->living);
	list_init(&p->ended);
	list_init(&p->waits);
	list_init(&p->kept_calls);
}

void family_init(void)
{
	set_up(&shell);
}

/* ---- records ---------------------------------------------------------------------------------------- */

static struct process **bucket_of(uint64_t pid)
{
	return &bucket[pid % BUCKETS];
}

/* Badges are ours alone to make, and a process's handle of us cannot be copied or given away: with the
 * process it is gone before the record gets another one. */
struct process *process_calling(uint64_t badge)
{
	struct process *p = (struct process *)badge;

	if (!badge)
		return &shell;
	return p->handle ? p : NULL;
}

struct process *process_find(uint64_t pid)
{
	struct process *p = *bucket_of(pid);

	if (pid == 0)
		return &shell;
	while (p && p->pid != pid)
		p = p->next;
	return p;
}

static unsigned reserved_from(const struct process *p)
{
	return !p || p == &shell ? 0 : RESERVED;
}

static bool has_room(const struct process *parent)
{
	return process_count < PROCESSES_MAX - reserved_from(parent);
}

static bool line_is_full(const struct process *p)
{
	return p->line && p->line->count >= LINE_MAX;
}

/* What the shell starts begins one. False: no memory. */
static bool line_join(struct process *p, const struct process *parent)
{
	p->line = parent == &shell ? pool_get(&lines) : parent ? parent->line : NULL;
	if (parent == &shell && p->line)
		*p->line = (struct line){.number = ++lines_begun};
	if (p->line)
		p->line->count++;
	return p->line || parent != &shell;
}

static void line_leave(const struct process *p)
{
	if (p->line && --p->line->count == 0)
		pool_put(&lines, p->line);
}

struct process *process_new(const struct process *parent)
{
	struct process *p = has_room(parent) ? pool_get(&records) : NULL;

	if (!p)
		return NULL;
	set_up(p);
	if (!line_join(p, parent)) {
		pool_put(&records, p);
		return NULL;
	}
	process_count++;
	return p;
}

void process_drop(struct process *p)
{
	process_count--;
	p->handle = 0;
	line_leave(p);
	pool_put(&records, p);
}

bool family_hold(struct process *p)
{
	if (!has_room(p) || line_is_full(p))
		return false;
	process_count++;
	if (p->line)
		p->line->count++;
	return true;
}

/* Not the last of its line: p is there. */
void family_release(struct process *p)
{
	process_count--;
	if (p->line)
		p->line->count--;
}

static void unhash(struct process *p)
{
	struct process **at = bucket_of(p->pid);

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
}

/* ---- family ----------------------------------------------------------------------------------------- */

enum err family_room(const struct process *parent)
{
	if (!parent || parent == &shell)
		return OK;
	if (parent->children >= LORIS_CHILDREN_MAX)
		return ERR_QUOTA;
	return line_is_full(parent) ? ERR_QUOTA : OK;
}

void family_join(struct process *p, struct process *parent)
{
	struct process **head = bucket_of(p->pid);

	p->next = *head;
	*head = p;
	p->parent = parent;
	if (!parent)
		return;
	parent->children++;
	list_add_tail(&parent->living, &p->sibling);
}

static void orphan_children(struct process *p)
{
	struct list *node;

	while ((node = list_pop_head(&p->living)))
		list_entry(node, struct process, sibling)->parent = NULL;
	while ((node = list_pop_head(&p->ended)))
		process_drop(list_entry(node, struct process, sibling));
}

bool family_ended(struct process *p, int how, int code)
{
	unhash(p);
	orphan_children(p);
	p->how = how;
	p->code = code;
	p->handle = 0;
	if (!p->parent)
		return false;
	list_unlink(&p->sibling);
	list_add_tail(&p->parent->ended, &p->sibling);
	return true;
}

/* Ended ones are in no hash chain; a parent has few of them, as a rule. */
static struct process *ended_child(const struct process *parent, uint64_t pid)
{
	struct process *p;

	list_for_each(p, &parent->ended, sibling)
		if (!pid || p->pid == pid)
			return p;
	return NULL;
}

enum err family_child(struct process *parent, uint64_t pid, struct process **ended)
{
	const struct process *living = pid ? process_find(pid) : NULL;

	*ended = NULL;
	if (living && living->parent == parent)
		return OK;
	*ended = ended_child(parent, pid);
	if (*ended)
		return OK;
	return !pid && !list_empty(&parent->living) ? OK : ERR_NOT_FOUND;
}

void family_take(struct process *child)
{
	child->parent->children--;
	list_unlink(&child->sibling);
}

/* ---- calls that wait -------------------------------------------------------------------------------- */

struct kept *family_waiter(struct process *child)
{
	struct kept *k;

	list_for_each(k, &child->parent->waits, link)
		if (!k->what || k->what == child->pid)
			return k;
	return NULL;
}

struct kept *family_hopeless(struct process *parent)
{
	struct process *ended;
	struct kept *k;

	list_for_each(k, &parent->waits, link)
		if (family_child(parent, k->what, &ended) != OK)
			return k;
	return NULL;
}

static bool may_keep(const struct process *caller)
{
	if (caller->kept >= KEPT_MAX || (caller->line && caller->line->kept >= KEPT_LINE))
		return false;
	return kept_census.count < KEPT_ALL - reserved_from(caller);
}

struct kept *kept_new(struct process *caller, uint64_t reply)
{
	struct kept *k = may_keep(caller) ? pool_get(&calls) : NULL;

	if (!k)
		return NULL;
	caller->kept++;
	if (caller->line)
		caller->line->kept++;
	*k = (struct kept){.caller = caller, .reply = reply};
	list_init(&k->link);
	list_add_tail(&kept_all, &k->any);
	list_add_head(&caller->kept_calls, &k->turn);
	kept_census.count++;
	return k;
}

struct kept *kept_in_turn(struct process *caller)
{
	return list_entry(list_rotate(&caller->kept_calls), struct kept, turn);
}

void kept_drop(struct kept *k)
{
	k->caller->kept--;
	if (k->caller->line)
		k->caller->line->kept--;
	kept_census.count--;
	list_remove(&k->link);
	list_unlink(&k->any);
	list_unlink(&k->turn);
	pool_put(&calls, k);
}
