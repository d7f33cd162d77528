// SPDX-License-Identifier: GPL-2.0-only
/* The last policy that could be loaded */

#include "last-good.h"

#include <errno.h>
#include <string.h>

#include "durable.h"

static const char head[] =
	"# The last policy that could be loaded. Made by \"cordonctl load\": what\n"
	"# is changed here is lost with the next one.\n";

static void put_sources(struct text *to, const struct sources *sources)
{
	size_t i;

	text_puts(to, head);
	for (i = 0; i < sources->count; i++) {
		size_t from = sources->source[i].offset, end = sources->text.len;

		if (i + 1 < sources->count)
			end = sources->source[i + 1].offset;
		if (!sources->source[i].is_timed)
			text_append(to, text_string(&sources->text) + from,
				    end - from);
	}
}

static int change(struct text *new, const struct text *old, void *data)
{
	put_sources(new, data);
	if (old->data && old->len == new->len &&
	    !memcmp(old->data, new->data, new->len))
		return -EALREADY;
	return 0;
}

int last_good_keep(const char *path, const struct sources *sources)
{
	int err = durable_make_folder(path);

	if (!err)
		err = durable_edit(path, change, (void *)sources);
	return err == -EALREADY ? 0 : err;
}
