// SPDX-License-Identifier: GPL-2.0-only
/* What started a program */

#include "parent.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

char *parent_print(char *buf, size_t size, int64_t ppid)
{
	char path[40], name[64] = "";
	FILE *file;

	if (ppid <= 0)
		return NULL;
	snprintf(path, sizeof(path), "/proc/%" PRId64 "/comm", ppid);
	file = fopen(path, "re");
	if (file) {
		if (!fgets(name, sizeof(name), file))
			*name = '\0';
		fclose(file);
	}
	name[strcspn(name, "\n")] = '\0';
	snprintf(buf, size, "%s (process %" PRId64 ")", *name ? name : "?",
		 ppid);
	return buf;
}
