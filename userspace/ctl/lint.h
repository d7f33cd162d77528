/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules that do not hold what they seem to: the parser takes them, but they
 * match nothing, or more than their author may think.
 */

#ifndef CORDON_CTL_LINT_H
#define CORDON_CTL_LINT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy.h"
#include "sources.h"
#include "text.h"

/* The comment behind a rule whose program need not be there. */
#define LINT_OPTIONAL "# if installed"

enum lint_kind {
	LINT_MISSING,		/* there is no such file */
	LINT_LINK,		/* the path is not the one the kernel sees */
	LINT_NO_PROGRAM,	/* a folder, a script, not executable */
	LINT_WRITABLE,		/* others than root can put a file there */
	LINT_DIGEST,		/* the file has another sha256 */
	LINT_INTERPRETER,	/* allowed whatever it interprets */
	LINT_MOUNT,		/* mnt=any that anybody can use */
	LINT_SPORT,		/* an unknown port counts as a match */
	LINT_UNREACHABLE,	/* an earlier rule takes it all */
	LINT_HARDLY_REACHABLE,	/* all that is known for certain */
	LINT_KINDS,
};

struct warning {
	enum lint_kind kind;
	size_t rule;		/* index */
	const char *key;	/* what it is about, or NULL: the rule */
	char *text;
	size_t more;		/* further rules with the same file */
	size_t earlier;		/* of LINT_*REACHABLE: the rule that takes it */
};

struct lint {
	size_t count;
	struct warning *warning;	/* in the order of the rules */
	bool failed;			/* no memory: not all are there */
	size_t unfinished;		/* from this rule on: not all compared */
	/* private */
	size_t room;
	void *seen;
};

/* Looks at @policy, which was read from @sources. */
void lint_policy(struct lint *lint, const struct policy *policy,
		 const struct sources *sources);
/*
 * Looks at one rule of it, which need not have been read from a file, and the
 * rules before it.
 */
void lint_rule(struct lint *lint, const struct policy *policy, size_t index);
void lint_destroy(struct lint *lint);

/* Says them all, with file and line. */
void lint_report(const struct lint *lint, const struct policy *policy,
		 const struct sources *sources);
/* Says them all, of lint_rule(). */
void lint_report_rule(const struct lint *lint, const struct policy *policy);
struct json_object *lint_json(const struct lint *lint,
			      const struct policy *policy,
			      const struct sources *sources);

/*
 * lint-file.c: the file behind a path
 *
 * @kind: LINT_KINDS: there is nothing to say, or nothing could be found out.
 */
struct inspection {
	enum lint_kind kind;
	struct text text;	/* what is wrong, to go behind "KEY=PATH " */
};

struct inspect {
	const char *path;
	bool is_script;		/* of script=; else of exe= */
	bool is_allowed;	/* who can replace it matters */
	const char *sha256;	/* that it is to have, or NULL */
	bool has_digest;
};

void inspect_path(struct inspection *inspection, const struct inspect *what);

/* lint-program.c: does a program of that name run programs made by others? */
bool is_interpreter(const char *path);

#endif /* CORDON_CTL_LINT_H */
