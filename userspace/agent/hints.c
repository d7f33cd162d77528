// SPDX-License-Identifier: GPL-2.0-only
/* The keys that have an effect now, in the bottom line */

#include <string.h>

#include "array.h"
#include "fit.h"
#include "keys.h"
#include "view.h"

/* In the order of the line; @rank: the highest is left out first. */
struct hint {
	const char *text;
	unsigned int rank;
	bool shown;
};

static bool has_choice(unsigned int scopes)
{
	return scopes & (scopes - 1);
}

static size_t width_of(const struct hint *hints, size_t count)
{
	size_t width = 0, i;

	for (i = 0; i < count; i++) {
		if (hints[i].shown)
			width += strlen(hints[i].text) + 2;
	}
	return width;
}

static void make_room(struct hint *hints, size_t count, size_t columns)
{
	while (width_of(hints, count) > columns + 1) {
		struct hint *last = NULL;
		size_t i;

		for (i = 0; i < count; i++) {
			if (hints[i].shown &&
			    (!last || hints[i].rank > last->rank))
				last = &hints[i];
		}
		if (!last)
			break;
		last->shown = false;
	}
}

static void put_all(struct text *to, const struct hint *hints, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (hints[i].shown)
			text_printf(to, "%s%s", to->len ? "  " : " ",
				    hints[i].text);
	}
}

static void put_keys(struct text *to, const struct model *model, bool fits,
		     size_t columns)
{
	const struct asked *asked = model_selected(model);
	bool ready = fits && model_ready(model);
	bool open = ready || (fits && model_is_open(model));
	bool rule = open && model->answer.scope != SCOPE_ONCE;
	bool mount = open && record_needs_any_mount(&asked->record) &&
		     !asked->no_any_mount;
	struct hint hints[] = {
		{ asked ? keys_that_answer(asked) : "", 0, ready },
		/* As wide: nothing moves under the finger. */
		{ "(wait)         ", 0, open && !ready },
		{ "Left/Right reach", 4, open && has_choice(model_scopes(model)) },
		{ "f time", 5, rule },
		{ "u user", 6, rule && !asked->only_this_user },
		{ "m any file", 7, mount },
		{ "v all", 8, asked },
		{ "Up/Down others", 9, model->questions->count > 1 },
		{ "? help", 3, true },
		{ "q quit", 2, true },
	};

	make_room(hints, ARRAY_SIZE(hints), columns);
	put_all(to, hints, ARRAY_SIZE(hints));
}

void hints_put(struct text *to, const struct view *view, bool fits,
	       size_t columns)
{
	if (view->overlay != OVERLAY_NONE)
		text_puts(to, view->scroll_max ?
			      " Up, Down: scroll   any other key: back" :
			      " any key: back");
	else if (view->model->closed)
		text_puts(to, " Enter go on  ? help  q quit");
	else
		put_keys(to, view->model, fits, columns);
}
