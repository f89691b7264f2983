/* SPDX-License-Identifier: MIT */
#include "lib/fdt.h"
#include "lib/string.h"

bool fdt_string_list_has(const void *prop, uint32_t len, const char *s)
{
	const char *list = prop;
	size_t size = strlen(s) + 1;

	if (!prop)
		return false;
	while (len) {
		size_t one = strnlen(list, len) + 1;

		if (one > len)
			return false;
		if (one == size && memcmp(list, s, size) == 0)
			return true;
		list += one;
		len -= (uint32_t)one;
	}
	return false;
}
