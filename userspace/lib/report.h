/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages to the person who runs a tool: "prog: what", or
 * "prog: file:line:column: what" with the line and a caret below it.
 */

#ifndef CORDON_REPORT_H
#define CORDON_REPORT_H

#include <stddef.h>

/* Exit codes of every tool; part of the interface. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_REFUSED = 1,	/* refused or failed */
	EXIT_USAGE = 2,		/* wrong command line */
	EXIT_UNAVAILABLE = 3,	/* no module, or no permission */
	EXIT_NOT_FOUND = 4,	/* no such rule or question */
};

/* A place in a text; 0: not known. */
struct place {
	const char *file;
	unsigned int line;
	unsigned int column;
};

/* The name that messages begin with; kept, not copied. */
void report_name(const char *prog);
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* @text, @len: the whole text that @place->line counts in, or NULL. */
void report_at(const struct place *place, const char *text, size_t len,
	       const char *what);

#endif /* CORDON_REPORT_H */
