// SPDX-License-Identifier: GPL-2.0-only
/* What the keys mean */

#include "keys.h"

#include <curses.h>

#include "array.h"

#define CTRL_L 12

static enum action action_of(int key)
{
	static const struct {
		int key;
		enum action action;
	} table[] = {
		{ 'a', ACTION_ALLOW },		{ 'd', ACTION_DENY },
		{ KEY_UP, ACTION_UP },		{ 'k', ACTION_UP },
		{ KEY_DOWN, ACTION_DOWN },	{ 'j', ACTION_DOWN },
		{ KEY_PPAGE, ACTION_PAGE_UP },	{ KEY_NPAGE, ACTION_PAGE_DOWN },
		{ KEY_HOME, ACTION_FIRST },	{ KEY_END, ACTION_LAST },
		{ 'g', ACTION_FIRST },		{ 'G', ACTION_LAST },
		{ '\r', ACTION_GO_ON },		{ '\n', ACTION_GO_ON },
		{ KEY_ENTER, ACTION_GO_ON },	{ ' ', ACTION_GO_ON },
		{ KEY_LEFT, ACTION_NARROWER },	{ KEY_RIGHT, ACTION_WIDER },
		{ 'h', ACTION_NARROWER },	{ 'l', ACTION_WIDER },
		{ 'f', ACTION_LONGER },		{ 'F', ACTION_SHORTER },
		{ 'u', ACTION_USER },		{ 'm', ACTION_MOUNT },
		{ 'v', ACTION_ALL },		{ '?', ACTION_HELP },
		{ CTRL_L, ACTION_REDRAW },	{ 'q', ACTION_QUIT },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].key == key)
			return table[i].action;
	}
	if (key >= '1' && key <= '9')
		return ACTION_PICK + (key - '1');
	return ACTION_NONE;
}

size_t keys_read(enum action actions[KEYS_MAX])
{
	size_t count = 0, i;
	int key;

	while (count < KEYS_MAX && (key = getch()) != ERR) {
		/* ncurses makes one up when the size changes. */
		if (key != KEY_RESIZE)
			actions[count++] = action_of(key);
	}
	for (i = 0; count > 1 && i < count; i++) {
		if (actions[i] == ACTION_ALLOW || actions[i] == ACTION_DENY)
			actions[i] = ACTION_BURST;
	}
	return count;
}

const char *keys_that_answer(const struct asked *asked)
{
	if (asked->no_allow && asked->no_deny)
		return "               ";
	return asked->no_allow ? "d deny         " : "a allow  d deny";
}
