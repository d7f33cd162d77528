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

#include "report.h"
#include "text.h"

struct sources {
	/* what to read; no files: those of the folder */
	int n_files;
	char **files;		/* "-": standard input */
	const char *folder;	/* NULL: the system's, with its timed answers */
	const char *timed;	/* NULL: those of the system's folder */
	bool no_answers;	/* of a folder: leave both kinds out */
	/* results */
	struct text text;
	size_t count;
	struct source {
		char *file;
		unsigned int first_line;
		size_t offset;
		bool is_timed;		/* answers that end */
		bool is_answers;	/* these, or those for always */
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
	"their names, with the answers that end by those for always: above " \
	"them those that deny, below them those that allow."

/* One file that is a folder counts as that. */
void sources_take_folder(struct sources *sources);
/* Exit code; says what is wrong. */
int sources_read(struct sources *sources);
/* Forgets what was read, not what to read. */
void sources_empty(struct sources *sources);
void sources_destroy(struct sources *sources);

/* Where a line of the text stands. */
void sources_place(const struct sources *sources, unsigned int line,
		   struct place *place);
/* Appends "FILE:LINE". */
void sources_print_place(const struct sources *sources, unsigned int line,
			 struct text *to);
/* A line of the text, without its newline; NULL: there is none. */
const char *sources_line(const struct sources *sources, unsigned int line,
			 size_t *len);
/* Says where in which file there is something to say, and shows the line. */
void sources_report_at(const struct sources *sources, unsigned int line,
		       unsigned int column, const char *what);
/* Is that line of a file of answers, and of the one of those that end? */
bool sources_is_answer(const struct sources *sources, unsigned int line);
bool sources_is_timed(const struct sources *sources, unsigned int line);
/* Does that line end with @end, but for blanks? */
bool sources_line_ends(const struct sources *sources, unsigned int line,
		       const char *end);
/* The column of KEY= in a line of the text; 0: there is none. */
unsigned int sources_column(const struct sources *sources, unsigned int line,
			    const char *key);

#endif /* CORDON_CTL_SOURCES_H */
