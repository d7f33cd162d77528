/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text of several policy files, one after the other, and where in which
 * file a line of it stands.
 */

#ifndef CORDON_CTL_SOURCES_H
#define CORDON_CTL_SOURCES_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#include "language.h"
#include "policy.h"
#include "report.h"
#include "text.h"

struct sources {
	/* what to read; no files: those of the folder */
	int n_files;
	char **files;		/* "-": standard input */
	const char *folder;	/* NULL: the system's, with its timed answers */
	const char *timed;	/* NULL: those of the system's folder */
	/* results */
	struct text text;
	size_t count;
	struct source {
		char *file;
		unsigned int first_line;
		size_t offset;
	} *source;
	size_t n_lines;
	size_t *line;		/* offsets; every line has its end */
};

/*
 * The part of a command line that says what to read: FILE..., --folder,
 * --timed. For struct argp_child; its input is a struct sources whose @files
 * has room for all arguments.
 */
extern const struct argp sources_argp;
#define SOURCES_HELP							\
	"The files count as one text, in the order given; \"-\" is standard " \
	"input. Without FILE: /etc/cordon/policy.d/*.conf in the order of " \
	"their names, and answers that end behind those for always."

/* Exit code; says what is wrong. */
int sources_read(struct sources *sources);
void sources_destroy(struct sources *sources);

/*
 * Passes the text through the parser. Exit code; *@error has the reason when
 * it is not EXIT_OK, and nothing was said.
 */
int sources_parse(const struct sources *sources, struct policy **policy,
		  struct language_error *error);

/* Where a line of the text stands. */
void sources_place(const struct sources *sources, unsigned int line,
		   struct place *place);
/* Appends "FILE:LINE". */
void sources_print_place(const struct sources *sources, unsigned int line,
			 struct text *to);
/* Says where in which file there is something to say, and shows the line. */
void sources_report_at(const struct sources *sources, unsigned int line,
		       unsigned int column, const char *what);
void sources_report_error(const struct sources *sources,
			  const struct language_error *error);
/* Does that line end with @end, but for blanks? */
bool sources_line_ends(const struct sources *sources, unsigned int line,
		       const char *end);
/* The column of KEY= in a line of the text; 0: there is none. */
unsigned int sources_column(const struct sources *sources, unsigned int line,
			    const char *key);

#endif /* CORDON_CTL_SOURCES_H */
