/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A question as a person reads it, and what a person may type. Whatever
 * somebody else chose is made printable here.
 */

#ifndef CORDON_PROMPT_H
#define CORDON_PROMPT_H

#include "record.h"
#include "text.h"

/* What there is to say of a question. Strings may be NULL: not known. */
struct prompt {
	const struct record *record;
	int64_t left;		/* seconds */
	const char *user;	/* as user_print() has it */
	const char *parent;	/* what started the program */
	const char *service;	/* that the port is known for */
	bool changed;		/* the path has a rule, the content is new */
};

struct prompt_field {
	const char *name;
	struct text value;
	bool warning;
};

#define PROMPT_FIELDS_MAX 10

/* The facts, one by one. Returns how many. */
size_t prompt_fields(const struct prompt *prompt,
		     struct prompt_field fields[PROMPT_FIELDS_MAX]);
void prompt_fields_destroy(struct prompt_field *fields, size_t count);

/* All of it, in lines. @others: how many more there are to answer. */
void prompt_put(struct text *to, const struct prompt *prompt, size_t others);
/* "a allow once, ...": what can be typed. */
void prompt_put_keys(struct text *to, const struct record *record);
void prompt_put_help(struct text *to);
/* In a line among others; @mark stands in front. */
void prompt_put_row(struct text *to, const struct record *record, char mark);

#endif /* CORDON_PROMPT_H */
