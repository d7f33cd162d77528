// SPDX-License-Identifier: GPL-2.0-only
/* Records that say the same */

#include "same.h"

#include <string.h>

#include "bytes.h"

void must_be_same(const struct record *a, const struct record *b,
		  const char *but)
{
	struct record_value left, right;
	size_t i;
	int has;

	for (i = 0; (has = record_value(a, i, &left)) >= 0; i++) {
		MUST(record_value(b, i, &right) >= 0);
		if (but && !strcmp(left.key, but))
			continue;
		MUST(record_value(b, i, &right) == has);
		if (!has)
			continue;
		MUST(left.number == right.number);
		MUST(!left.string == !right.string);
		MUST(!left.string || !strcmp(left.string, right.string));
	}
}
