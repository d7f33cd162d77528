/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Colours, for people at a terminal alone: not for files and pipes, not when
 * NO_COLOR is set, not on a dumb terminal.
 */

#ifndef CORDON_COLOUR_H
#define CORDON_COLOUR_H

#include <stdio.h>

enum colour {
	COLOUR_ERROR,
	COLOUR_WARNING,
	COLOUR_MARK,		/* the caret below a mistake */
	COLOUR_ALLOW,
	COLOUR_DENY,
	COLOUR_ASK,
	COLOUR_ADDED,
	COLOUR_REMOVED,
	COLOUR_CHANGED,
	COLOUR_FAINT,
	COLOUR_STRONG,
};

/* What to write to @to before and behind a coloured text; "": no colours. */
const char *colour_on(FILE *to, enum colour colour);
const char *colour_off(FILE *to);

/* The colour of "allow", "deny", "ask". */
enum colour colour_of_verdict(const char *verdict);

#endif /* CORDON_COLOUR_H */
