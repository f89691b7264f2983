/* SPDX-License-Identifier: MIT */
/* `mm`; rows are copied a few at a time, as in ps.c. */
#include "kernel/shell/shell.h"
#include "kernel/mm.h"
#include "kernel/printk.h"
#include "kernel/reaper.h"
#include "lib/format.h"
#include "lib/string.h"

#define ROWS	  16
#define NAME_SIZE 16

struct mm_row {
	uint64_t id, mask, pages, tables;
	uint32_t users, refs;
	unsigned asid; /* 0: none that is valid */
	char name[NAME_SIZE];
};

static struct mm_row rows[ROWS];

struct pass {
	uint64_t from; /* ids below have been shown; they ascend */
	unsigned count;
};

static unsigned asid_of(const struct mm *mm)
{
	bool valid = mm == kernel_mm ||
		     asid_of_generation(load_once(&mm->asid.id), load_once(&asid_generation));

	return valid ? mm_asid(mm) : 0;
}

static void collect(struct mm *mm, void *arg)
{
	struct pass *pass = arg;
	struct mm_row *row = &rows[pass->count];
	size_t len = strnlen(mm->name, NAME_SIZE - 1);

	if (mm->id < pass->from || pass->count == ROWS)
		return;
	*row = (struct mm_row){
		.id = mm->id,
		.mask = mm_loaded_mask(mm),
		.pages = mm->pages,
		.tables = mm->table_pages,
		.users = load_once(&mm->users),
		.refs = load_once(&mm->refs),
		.asid = asid_of(mm),
	};
	memcpy(row->name, mm->name, len);
	pass->count++;
}

static void print(const struct mm_row *r)
{
	char asid[8] = "-";

	if (r->asid)
		fmt_snprint(asid, sizeof(asid), "%u", r->asid);
	console_printf("%6lu %-15s %5u %5u %5s  0x%-8lx %7lu %6lu\n", r->id, r->name, r->users,
		       r->refs, asid, r->mask, r->pages, r->tables);
}

int cmd_mm(int argc, char **argv)
{
	struct pass pass = {0};
	uint64_t age_ns;
	unsigned dead;

	(void)argv;
	if (argc != 1)
		return SHELL_USAGE;
	console_printf(" space name            users  refs  asid  loaded on    pages tables\n");
	do {
		pass.count = 0;
		mm_for_each(collect, &pass);
		for (unsigned i = 0; i < pass.count; i++)
			print(&rows[i]);
		if (pass.count)
			pass.from = rows[pass.count - 1].id + 1;
	} while (pass.count == ROWS);
	reaper_backlog(&dead, &age_ns);
	console_printf("dead: at most %u at once, at most %lu us old\n", dead, age_ns / 1000);
	return SHELL_OK;
}
