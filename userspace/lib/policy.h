/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A policy text, read by the kernel's own parser and kept to be looked at:
 * rule by rule, as the kernel prints them, with the line that each stands in.
 * What it does with a call is in judge.h.
 */

#ifndef CORDON_POLICY_H
#define CORDON_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "language.h"
#include "text.h"

struct policy;

enum verdict {
	VERDICT_ALLOW,
	VERDICT_DENY,
	VERDICT_ASK,
};

/* What a rule says, valid as long as its policy. Strings may be NULL. */
struct policy_rule {
	enum verdict verdict;
	const char *exe;	/* canonical pattern, escapes and all */
	const char *exe_path;	/* the path, when the pattern has no wildcard */
	const char *script;	/* canonical patterns */
	const char *cgroup;
	const char *label;
	bool has_digest;	/* sha256= or fsverity= */
	bool has_ids;		/* uid= or gid= */
	bool has_dst;
	bool has_sport;
	bool mnt_any;
	uint32_t expires;	/* seconds; 0: never */
	unsigned int line;	/* of the text, 1 is the first */
	/* of the comment that the kernel puts behind a rule; 0 without one */
	uint64_t id;
	uint64_t hits;
};

/*
 * Reads @text. 0, -EINVAL with @error filled in, or another -errno with
 * @error->reason perhaps empty; *@policy is NULL then.
 */
int policy_parse(struct policy **policy, const char *text, size_t len,
		 struct language_error *error);
void policy_free(struct policy *policy);

/* The rules, 0 is the first. */
size_t policy_rules(const struct policy *policy);
void policy_rule(const struct policy *policy, size_t index,
		 struct policy_rule *rule);
/* Appends it as the kernel prints it, without id and newline. */
void policy_print_rule(const struct policy *policy, size_t index,
		       struct text *to);
/* The same without expires=. */
void policy_print_timeless(const struct policy *policy, size_t index,
			   struct text *to);

/* sha256= in hexadecimal; false: the rule has none. */
bool policy_rule_sha256(const struct policy *policy, size_t index,
			char hex[65]);
/*
 * The one path that a pattern matches; @path has room for strlen(@pattern) + 1
 * bytes. False: it has wildcards.
 */
bool policy_literal(const char *pattern, char *path);

enum verdict policy_default(const struct policy *policy);
/* Appends the lines "default" and "unanswered", each with its newline. */
void policy_print_settings(const struct policy *policy, struct text *to);

/* The named sets, in the order in which the text names them first. */
size_t policy_sets(const struct policy *policy);
const char *policy_set_name(const struct policy *policy, size_t index);

/*
 * What one set has and another has not, in numbers of prefixes, each set
 * being written with as few as can be. NULL for a policy: an empty set.
 */
struct policy_set_change {
	size_t added;
	size_t removed;
	struct text first_added;	/* some of them, one a line */
	struct text first_removed;
};

void policy_compare_sets(const struct policy *from, size_t from_index,
			 const struct policy *to, size_t to_index,
			 struct policy_set_change *change);
void policy_set_change_destroy(struct policy_set_change *change);

/* "allow", "deny", "ask" */
const char *verdict_name(enum verdict verdict);
/* -1: there is no such verdict. */
int verdict_find(const char *name);

#endif /* CORDON_POLICY_H */
