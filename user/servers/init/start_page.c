/* SPDX-License-Identifier: MIT */
#include "user/servers/init/start_page.h"
#include <string.h>
#include "user/servers/init/family.h"
#include "user/servers/init/pool.h"

#define PER_LOT	 (LOT_SIZE / LORIS_PAGE_SIZE)
#define LOTS_MAX (PROCESSES_MAX / PER_LOT)

static struct pool records = {.size = sizeof(struct start_page), .lots_max = 8};
static struct start_page *free_pages;
static unsigned lots;

/* A lot's pages, as many as there are records for. */
static void grow(void)
{
	uint64_t memory;
	char *lot = lots < LOTS_MAX ? lot_new(&memory) : NULL;

	if (!lot)
		return;
	lots++;
	for (unsigned i = PER_LOT; i-- > 0;) {
		struct start_page *page = pool_get(&records);

		if (!page)
			return;
		*page = (struct start_page){free_pages, lot + i * LORIS_PAGE_SIZE, memory,
					    i * LORIS_PAGE_SIZE};
		free_pages = page;
	}
}

struct start_page *start_page_get(void)
{
	struct start_page *page;

	if (!free_pages)
		grow();
	page = free_pages;
	if (page)
		free_pages = page->next_free;
	return page;
}

/* Cleared at once: what a process left there is nobody else's business. */
void start_page_put(struct start_page *page)
{
	uint64_t *word = (uint64_t *)page->bytes, *end = word + LORIS_PAGE_SIZE / 8;

	for (; word < end; word += 16) {
		word[0] = word[1] = word[2] = word[3] = 0;
		word[4] = word[5] = word[6] = word[7] = 0;
		word[8] = word[9] = word[10] = word[11] = 0;
		word[12] = word[13] = word[14] = word[15] = 0;
	}
	page->next_free = free_pages;
	free_pages = page;
}

unsigned start_page_finish(char *bytes, unsigned len, const struct loris_start *start)
{
	unsigned at = (LORIS_PAGE_SIZE - len - sizeof(*start)) & ~15u;
	unsigned text = at + sizeof(*start);

	memmove(bytes + text, bytes, len);
	memset(bytes, 0, len < at ? len : at);
	memcpy(bytes + at, start, sizeof(*start));
	return at;
}
