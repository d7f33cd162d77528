/* SPDX-License-Identifier: GPL-2.0-only */
/* Cuts what is read into lines of bounded length. */

#ifndef CORDON_LINES_H
#define CORDON_LINES_H

#include "text.h"

struct lines {
	struct text text;
	size_t at;	/* where the next line begins */
	size_t max;	/* bytes of a line */
};

/* What lines_next() returned before is gone. */
void lines_add(struct lines *lines, const char *data, size_t len);
/* The next whole line, its end made a NUL; NULL: there is none yet. */
char *lines_next(struct lines *lines, size_t *len);
/* There is one: no more needs to come for it. */
bool lines_ready(const struct lines *lines);
/* A line is too long, or there is no memory: the rest makes no sense. */
bool lines_failed(const struct lines *lines);
/* Forgets all that is there. */
void lines_clear(struct lines *lines);
void lines_destroy(struct lines *lines);

#endif /* CORDON_LINES_H */
