/* SPDX-License-Identifier: MIT */
/* What only booting needed is memory like any other now, and nothing of it can be executed. */
#include "kernel/debug/debug.h"
#include "kernel/page.h"

extern char boot_text[], boot_data[], names_start[]; /* kernel.ld */

/* None is the image's, and each can be written by whom it belongs to now, of whom nothing is changed. */
static bool all_are_given_back(const char *start, const char *end)
{
	uint64_t word;

	for (; start < end; start += PAGE_SIZE) {
		uint64_t *alias = direct(image_pa(start));
		if (arch_probe_read(start, &word) || !arch_probe_read(alias, &word))
			return false;
		atomic_add64(alias, 0); /* panics where it cannot */
	}
	return true;
}

const char *test_boot_memory(void)
{
	if (!all_are_given_back(boot_text, boot_data))
		return "the image still maps boot text";
	return all_are_given_back(boot_data, names_start) ? NULL : "the image still maps boot data";
}

/* What nobody may map, not even to leave it alone (hazard I158). */
const char *test_hidden_memory(void)
{
	pa_t start, end, from, to;
	uint64_t word;

	for (unsigned i = 0; page_region(i, &start, &end); i++)
		for (; page_hidden(start, end, &from, &to); start = to)
			if (arch_probe_read(direct(from < start ? start : from), &word))
				return "memory that the tree says is not to be mapped can be read";
	return NULL;
}
