// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl: names for enum judge_fact */

#include "facts.h"

const char *const fact_names[JUDGE_FACTS] = {
	"exe", "script", "sha256", "fsverity", "uid", "gid", "cgroup",
	"own path",
};

void facts_print(struct text *to, unsigned int facts,
		 const char *const names[JUDGE_FACTS])
{
	const char *before = "";
	size_t i;

	for (i = 0; i < JUDGE_FACTS; i++) {
		if (!(facts & 1U << i))
			continue;
		text_printf(to, "%s%s", before, names[i]);
		before = ", ";
	}
}
