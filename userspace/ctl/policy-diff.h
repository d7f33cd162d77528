/* SPDX-License-Identifier: GPL-2.0-only */
/* What one policy has that another has not, in words that people can check. */

#ifndef CORDON_CTL_POLICY_DIFF_H
#define CORDON_CTL_POLICY_DIFF_H

#include <json-c/json.h>
#include <stddef.h>

#include "policy.h"
#include "sources.h"

/* A rule that both have. */
struct policy_pair {
	size_t old;		/* index */
	size_t new;
};

struct policy_list {
	size_t count;
	struct policy_pair *pair;
};

struct policy_diff {
	const struct policy *old;
	const struct policy *new;
	/* rules: what they say counts, not their ids */
	struct policy_list added;	/* @new alone is valid */
	struct policy_list removed;	/* @old alone is valid */
	struct policy_list moved;	/* as few as can be */
	struct policy_list timed;	/* expires= is another */
	/* sets: @old or @new is SIZE_MAX for those that one has */
	struct policy_list sets;
	/* two lines each; compare them */
	struct text old_settings;
	struct text new_settings;
};

/* 0 or -ENOMEM. */
int policy_diff_make(struct policy_diff *diff, const struct policy *old,
		     const struct policy *new);
void policy_diff_destroy(struct policy_diff *diff);
bool policy_diff_empty(const struct policy_diff *diff);

/*
 * Prints it. @sources: of the new policy. @limit: lines of each sort that are
 * shown at most; 0: all.
 */
void policy_diff_print(const struct policy_diff *diff,
		       const struct sources *sources, size_t limit);
struct json_object *policy_diff_json(const struct policy_diff *diff,
				     const struct sources *sources);

#endif /* CORDON_CTL_POLICY_DIFF_H */
