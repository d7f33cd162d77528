/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the policy in force
 */

#ifndef _SECURITY_CORDON_POLICY_H
#define _SECURITY_CORDON_POLICY_H

#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "match.h"
#include "parse.h"
#include "rule.h"

/**
 * struct cordon_policy - one version of the policy
 * @ref: one for being in force, one for each reader that keeps it
 * @gen: generation
 * @mark: cordon_mark_of() it
 * @settings: default and unanswered
 * @n_rules: elements of @rules
 * @rules: in order; holds a reference to each
 * @n_sets: elements of @sets
 * @sets: named sets; holds a reference to each
 * @n_generic: elements of @generic
 * @generic: indexes of the rules that no hash finds: without exe= or with a
 *	pattern. Ascending.
 * @n_digest: number of rules with a digest
 * @mask: number of elements of @heads less one; a power of two less one
 * @heads: first rule of each hash chain
 * @next: next rule of the chain, per rule. Ascending; CORDON_INDEX_END ends.
 * @deadline: earliest deadline of its rules, or 0
 * @work: frees it after a grace period
 *
 * Constant once in force. Read under RCU, or holding a reference.
 */
struct cordon_policy {
	refcount_t ref;
	u64 gen;
	u64 mark;
	struct cordon_settings settings;
	u32 n_rules;
	struct cordon_rule **rules;
	u32 n_sets;
	struct cordon_set **sets;
	u32 n_generic;
	u32 *generic;
	u32 n_digest;
	u32 mask;
	u32 *heads;
	u32 *next;
	s64 deadline;
	struct rcu_work work;
};

#define CORDON_INDEX_END U32_MAX

/**
 * struct cordon_walk - walks the rules that may apply to a subject, in order
 * @policy: the policy
 * @facts: the subject
 * @path_hash: hash of facts->path
 * @own_hash: hash of facts->own_path
 * @by_path: next rule found by facts->path
 * @by_own: next rule found by facts->own_path
 * @generic: next element of policy->generic
 */
struct cordon_walk {
	const struct cordon_policy *policy;
	const struct cordon_facts *facts;
	u32 path_hash, own_hash;
	u32 by_path, by_own, generic;
};

#define CORDON_WANTS_SHA256 1U
#define CORDON_WANTS_VERITY 2U

/* Written under the mutex. */
extern u64 cordon_generation;
extern struct cordon_policy __rcu *cordon_policy;

/* index.c */
int cordon_index_build(struct cordon_policy *policy);
void cordon_index_free(struct cordon_policy *policy);
void cordon_walk_start(struct cordon_walk *walk,
		       const struct cordon_policy *policy,
		       const struct cordon_facts *facts, u32 path_hash,
		       u32 own_hash);
struct cordon_rule *cordon_walk_next(struct cordon_walk *walk);

/* policy.c */
struct cordon_policy *cordon_policy_get(void);
void cordon_policy_put(struct cordon_policy *policy);
unsigned int cordon_policy_wants_digests(const struct cordon_facts *facts,
					 u32 path_hash, u32 own_hash);
int cordon_policy_init(void);
s64 cordon_now(void);

static inline struct cordon_set_table
cordon_policy_sets(const struct cordon_policy *policy)
{
	return (struct cordon_set_table){
		.n = policy->n_sets,
		.set = policy->sets,
	};
}

/**
 * struct cordon_change - what came of a change, for the record
 * @old_gen: generation before
 * @new_gen: generation after; the same when nothing changed
 */
struct cordon_change {
	u64 old_gen;
	u64 new_gen;
};

/* change.c */
int cordon_policy_replace(struct cordon_draft *draft,
			  struct cordon_reason *reason,
			  struct cordon_change *change);
int cordon_policy_apply(struct cordon_transaction *transaction,
			struct cordon_reason *reason,
			struct cordon_change *change);
int cordon_policy_seal(void);
bool cordon_policy_sealed(void);
int cordon_policy_set_permissive(bool permissive);

#endif /* _SECURITY_CORDON_POLICY_H */
