/* SPDX-License-Identifier: MIT */
#include "test/host/fake_pages.h"
#include "test/host/support.h"
#include "user/servers/ramfs/lots.h"

#define PAGES 16384

static char area[PAGES * BLOCK_SIZE] __attribute__((aligned(BLOCK_SIZE)));
static bool mapped[PAGES], there[PAGES];

char *const pages_base = area;
struct fake_pages fake_pages;

static size_t page_of(const void *at)
{
	size_t offset = (size_t)((const char *)at - area);

	assert_true(offset < sizeof(area));
	return offset / BLOCK_SIZE;
}

bool pages_map(char *at, size_t bytes)
{
	size_t first = page_of(at);

	if (fake_pages.maps_nothing)
		return false;
	for (size_t i = first; i < first + bytes / BLOCK_SIZE; i++) {
		assert_false(mapped[i]);
		mapped[i] = true;
	}
	return true;
}

bool pages_touch(char *page)
{
	size_t i = page_of(page);

	assert_true(mapped[i] && !there[i]);
	if (fake_pages.most && fake_pages.touched == fake_pages.most)
		return false;
	fake_pages.touched++;
	fake_pages.touches++;
	return there[i] = true;
}

bool pages_unmap(char *at, size_t bytes)
{
	size_t first = page_of(at);

	for (size_t i = first; i < first + bytes / BLOCK_SIZE; i++) {
		assert_true(mapped[i]);
		fake_pages.touched -= there[i];
		mapped[i] = there[i] = false;
	}
	return true;
}

bool fake_page_is_there(const void *page)
{
	return there[page_of(page)];
}

size_t fake_ranges(void)
{
	size_t n = 0;

	for (size_t i = 0; i < PAGES; i++)
		n += mapped[i] && (i == 0 || !mapped[i - 1]);
	return n;
}
