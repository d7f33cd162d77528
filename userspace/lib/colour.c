// SPDX-License-Identifier: GPL-2.0-only
/* Colours, for people at a terminal alone */

#include "colour.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const sequences[] = {
	[COLOUR_ERROR] = "\033[1;31m",
	[COLOUR_WARNING] = "\033[1;33m",
	[COLOUR_MARK] = "\033[1;32m",
	[COLOUR_ALLOW] = "\033[32m",
	[COLOUR_DENY] = "\033[31m",
	[COLOUR_ASK] = "\033[33m",
	[COLOUR_ADDED] = "\033[32m",
	[COLOUR_REMOVED] = "\033[31m",
	[COLOUR_CHANGED] = "\033[36m",
	[COLOUR_FAINT] = "\033[2m",
	[COLOUR_STRONG] = "\033[1m",
};

static bool has_colours(FILE *to)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (no && *no)
		return false;
	return term && *term && strcmp(term, "dumb") && isatty(fileno(to));
}

const char *colour_on(FILE *to, enum colour colour)
{
	return has_colours(to) ? sequences[colour] : "";
}

const char *colour_off(FILE *to)
{
	return has_colours(to) ? "\033[0m" : "";
}

enum colour colour_of_verdict(const char *verdict)
{
	if (!strcmp(verdict, "allow"))
		return COLOUR_ALLOW;
	return strcmp(verdict, "deny") ? COLOUR_ASK : COLOUR_DENY;
}
