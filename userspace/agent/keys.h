/* SPDX-License-Identifier: GPL-2.0-only */
/* What the keys mean. */

#ifndef CORDON_KEYS_H
#define CORDON_KEYS_H

#include <stddef.h>

#include "asked.h"

enum action {
	ACTION_NONE,
	ACTION_BURST,	/* to answer, but among others that came at once */
	ACTION_ALLOW,
	ACTION_DENY,
	ACTION_UP,
	ACTION_DOWN,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_FIRST,
	ACTION_LAST,
	ACTION_GO_ON,
	ACTION_NARROWER,
	ACTION_WIDER,
	ACTION_LONGER,
	ACTION_SHORTER,
	ACTION_USER,
	ACTION_MOUNT,
	ACTION_ALL,
	ACTION_HELP,
	ACTION_REDRAW,
	ACTION_QUIT,
	ACTION_PICK,	/* and up: the first choice, the second one ... */
};

/* Keys that were struck at once, or while we did something else. */
#define KEYS_MAX 64

/*
 * Those that can be read now; how many. More than one at a time are a paste, or
 * were typed ahead: nobody has looked before striking the second one, and none
 * of them answers anything.
 */
size_t keys_read(enum action actions[KEYS_MAX]);

/* The keys that answer @asked as this person may, always of the same width. */
const char *keys_that_answer(const struct asked *asked);

#endif /* CORDON_KEYS_H */
