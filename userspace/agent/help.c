// SPDX-License-Identifier: GPL-2.0-only
/* The keys of the full screen */

#include "answer.h"
#include "array.h"
#include "view.h"

static const char *const keys[][2] = {
	{ "a, d", "allow, deny: with the reach and for the time that are shown" },
	{ "Left, Right", "how far the answer reaches; 1, 2, ... pick one directly" },
	{ "f, F", "for how long a rule holds" },
	{ "u", "a rule for this user alone, or for all" },
	{ "m", "a rule for any file at this path, where the program or its script has a namespace of its own" },
	{ "Up, Down", "other questions (also k, j, Page Up, Page Down, Home, End)" },
	{ "Enter", "on from a question that is closed" },
	{ "v", "all that is known of the question" },
	{ "Ctrl-L", "draw the screen again" },
	{ "q", "leave: what waits is treated as unanswered if nobody else is there" },
};

void help_put(struct page *page)
{
	size_t i;
	int scope;

	page_add_words(page, "Keys", LOOK_SELECTED, 0);
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		page_add_note(page, keys[i][0], keys[i][1], 4, LOOK_PLAIN,
			      0);
	page_add(page, LOOK_PLAIN, 0);
	page_add_words(page, "How far an answer reaches", LOOK_SELECTED, 0);
	for (scope = 0; scope < SCOPE_COUNT; scope++)
		page_add_note(page, scope_name(scope), scope_help(scope), 4,
			      LOOK_PLAIN, 0);
	page_add(page, LOOK_PLAIN, 0);
	page_add_words(page,
		       "A question takes no answer until it has been on display for half a second, and not while keys to answer keep coming: what you struck for something else answers nothing.",
		       LOOK_PLAIN, 0);
}
