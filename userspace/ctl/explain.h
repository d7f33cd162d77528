/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl explain: what its parts share. */

#ifndef CORDON_CTL_EXPLAIN_H
#define CORDON_CTL_EXPLAIN_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "judge.h"
#include "policy.h"
#include "sha256.h"
#include "sources.h"

#define EXPLAIN_GROUPS_MAX	256

/* The call that is asked about, and what its strings live in. */
struct explain_call {
	struct judge_call call;
	bool has_exe;
	bool has_script;
	uint32_t groups[EXPLAIN_GROUPS_MAX];
	size_t n_groups;	/* the first is the effective one */
	char real[PATH_MAX];
	char sha256[SHA256_HEX_SIZE];
	char fsverity[160];
	char address[64];
};

/*
 * Reads PROTOCOL and TARGET (NULL: none was given) into @call. Exit code; says
 * what is wrong.
 */
int explain_target(struct explain_call *call, const char *proto,
		   const char *target);
/*
 * Looks at the file of exe= for what the kernel would know of it. @digests:
 * the policy looks at these. Exit code; says what is wrong.
 */
int explain_file(struct explain_call *call, bool digests);

struct explanation {
	const struct policy *policy;
	const struct sources *sources;	/* NULL: the policy in force */
	const struct judge *judge;
	struct judge_result result;
	bool is_permissive;
};

/* Rules in either are shown up to this many. */
void explain_words(const struct explanation *explanation, size_t limit);
/* Exit code. */
int explain_json(const struct explanation *explanation);

#endif /* CORDON_CTL_EXPLAIN_H */
