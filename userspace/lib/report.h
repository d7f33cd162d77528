/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages to the person who runs a tool: "prog: what", or
 * "prog: file:line:column: what" with the line and a caret below it.
 */

#ifndef CORDON_REPORT_H
#define CORDON_REPORT_H

#include <stddef.h>

#include "text.h"

/* Exit codes of every tool; part of the interface. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_REFUSED = 1,	/* refused or failed */
	EXIT_USAGE = 2,		/* wrong command line */
	EXIT_UNAVAILABLE = 3,	/* no module, or no permission */
	EXIT_NOT_FOUND = 4,	/* no such rule or question */
	EXIT_FELL_BACK = 5,	/* loaded, but not what the files say */
};

/* A place in a text; 0: not known. */
struct place {
	const char *file;
	unsigned int line;
	unsigned int column;
};

/* The name that messages begin with; kept, not copied. */
void report_name(const char *prog);
/* One line: what is no plain text in it is escaped. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* @line, @len: the line that is meant, to be shown, or NULL. */
void report_at(const struct place *place, const char *line, size_t len,
	       const char *what);
/* Behind report_at(): what may have been meant. */
void report_hint(const char *hint);
/*
 * From now on nobody who does not read standard error holds us up: what it does
 * not take is left out, and counted, and the next message that it takes comes
 * behind one that says so.
 */
void report_never_wait(void);

/* The part that has a file of its own: lines on their way out. */
void report_write(const struct text *lines);

#endif /* CORDON_REPORT_H */
