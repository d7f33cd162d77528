/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parser does not take in policy files: line by line. */

#ifndef CORDON_CTL_MISTAKES_H
#define CORDON_CTL_MISTAKES_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "language.h"
#include "policy.h"
#include "sources.h"

/* Lines with mistakes that a person is told of at a time. */
#define MISTAKES_MAX	20

struct mistakes {
	size_t count;
	struct language_error error[MISTAKES_MAX];	/* by line */
	bool more;		/* there are others */
};

/*
 * Passes the text through the parser. Exit code; @mistakes has at least one
 * when it is not EXIT_OK, and nothing was said.
 */
int sources_parse(const struct sources *sources, struct policy **policy,
		  struct mistakes *mistakes);

/* Says them all, with file, line and hint. */
void mistakes_report(const struct mistakes *mistakes,
		     const struct sources *sources);
/* Says one of them, which may be without line. */
void mistake_report(const struct language_error *error,
		    const struct sources *sources);
struct json_object *mistakes_json(const struct mistakes *mistakes,
				  const struct sources *sources);

#endif /* CORDON_CTL_MISTAKES_H */
