// SPDX-License-Identifier: GPL-2.0-only
/* Where a call wants to send to, in words */

#include "target.h"

#include <inttypes.h>
#include <string.h>

void target_describe(struct text *to, const struct record *record)
{
	const char *proto = *record->proto ? record->proto : "?";

	if (!strcmp(record->op, "create")) {
		text_printf(to, "open a %s socket", proto);
		return;
	}
	text_puts(to, proto);
	if (*record->dst)
		text_printf(to, " to %s", record->dst);
	else
		text_puts(to, " to an address that cannot be known");
	if (record->dport >= 0)
		text_printf(to, " port %" PRId64, record->dport);
	if (record->sport > 0)
		text_printf(to, ", from port %" PRId64, record->sport);
}

void target_short(struct text *to, const struct record *record)
{
	bool v6 = strchr(record->dst, ':');

	text_puts(to, *record->proto ? record->proto : "?");
	if (!*record->dst)
		return;
	text_printf(to, v6 && record->dport >= 0 ? " [%s]" : " %s",
		    record->dst);
	if (record->dport >= 0)
		text_printf(to, ":%" PRId64, record->dport);
}
