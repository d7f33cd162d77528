/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - does a rule match?
 *
 * Three-valued. A condition on something that cannot be known (the address
 * behind a routing header, the local port before autobind) may hold or not:
 * then an allow does not match, a deny or an ask does.
 * Pure: no locks, no hooks.
 */

#ifndef _SECURITY_CORDON_MATCH_H
#define _SECURITY_CORDON_MATCH_H

#include <linux/types.h>

#include "rule.h"
#include "target.h"

/* A digest as measured at exec; len 0: could not be or was not measured. */
struct cordon_measured {
	u8 kind;
	u8 len;
	u8 bytes[CORDON_DIGEST_MAX];
};

/**
 * struct cordon_facts - what conditions on the subject look at
 * @path: path in the initial mount namespace, or NULL: matches no exe=
 * @own_path: path in the mount namespace of the task, or NULL; what mnt=any
 *	rules look at (equal to @path when executed in the initial one)
 * @script: path of the script in the initial mount namespace, or NULL
 * @own_script: path of the script in the namespace of the task, or NULL
 * @script_unknown: a script was run but its path is not known: script=
 *	cannot be known
 * @sha256: of the executable
 * @fsverity: of the executable
 */
struct cordon_facts {
	const char *path;
	const char *own_path;
	const char *script;
	const char *own_script;
	bool script_unknown;
	struct cordon_measured sha256;
	struct cordon_measured fsverity;
};

/**
 * struct cordon_sender_ids - what conditions on the calling task look at
 * @uid: effective uid, initial user namespace
 * @gid: effective gid
 * @n_groups: elements of @groups
 * @groups: supplementary groups, or NULL
 * @cgroup: path in the unified hierarchy, or NULL when it cannot be known
 */
struct cordon_sender_ids {
	u32 uid;
	u32 gid;
	u32 n_groups;
	const u32 *groups;
	const char *cgroup;
};

enum cordon_match {
	CORDON_NO,
	CORDON_MAYBE,
	CORDON_YES,
};

/* table of named sets that a rule's indexes refer to */
struct cordon_set_table {
	u32 n;
	struct cordon_set *const *set;
};

bool cordon_match_exe(const struct cordon_rule *rule,
		      const struct cordon_facts *facts);
enum cordon_match cordon_match_subject(const struct cordon_rule *rule,
				       const struct cordon_facts *facts);
enum cordon_match cordon_match_target(const struct cordon_rule *rule,
				      const struct cordon_set_table *sets,
				      const struct cordon_target *target);
enum cordon_match cordon_match_ids(const struct cordon_rule *rule,
				   const struct cordon_sender_ids *ids);

/**
 * cordon_match_decides - does a match of this strength let a rule decide?
 * @rule: the rule
 * @match: weakest of the matches of all its conditions
 *
 * Return: true when @rule is the one that decides.
 */
static inline bool cordon_match_decides(const struct cordon_rule *rule,
					enum cordon_match match)
{
	return match == CORDON_YES ||
	       (match == CORDON_MAYBE && rule->verdict != CORDON_ALLOW);
}

#endif /* _SECURITY_CORDON_MATCH_H */
