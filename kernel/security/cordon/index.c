// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - finding the rules that may apply to a subject
 *
 * A rule with a literal exe= is found by a hash of the path, every other one
 * is in a list. A walk merges the two (three, for a task in a mount namespace
 * of its own) back into the order of the policy.
 */

#include <linux/log2.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "policy.h"
#include "subject.h"

static bool is_generic(const struct cordon_rule *rule)
{
	return !rule->exe_path;
}

static bool has_digest(const struct cordon_rule *rule)
{
	return rule->rare->sha256 || rule->rare->fsverity;
}

static void count_kinds(struct cordon_policy *policy)
{
	u32 i;

	for (i = 0; i < policy->n_rules; i++) {
		if (!(i % 4096))
			cond_resched();
		policy->n_generic += is_generic(policy->rules[i]);
		policy->n_digest += has_digest(policy->rules[i]);
	}
}

static int index_alloc(struct cordon_policy *policy)
{
	u32 literal = policy->n_rules - policy->n_generic;
	u32 size = roundup_pow_of_two(max(literal, 1U));
	gfp_t gfp = GFP_KERNEL_ACCOUNT;

	policy->mask = size - 1;
	policy->heads = kvmalloc_array(size, sizeof(u32), gfp);
	policy->next =
		kvmalloc_array(max(policy->n_rules, 1U), sizeof(u32), gfp);
	policy->generic =
		kvmalloc_array(max(policy->n_generic, 1U), sizeof(u32), gfp);
	if (!policy->heads || !policy->next || !policy->generic)
		return -ENOMEM;
	memset(policy->heads, 0xff, size * sizeof(u32));
	return 0;
}

/* From the last rule to the first, so that each chain comes out ascending. */
static void index_fill(struct cordon_policy *policy)
{
	u32 generic = policy->n_generic;
	u32 i = policy->n_rules;

	while (i--) {
		struct cordon_rule *rule = policy->rules[i];

		if (rule->deadline &&
		    (!policy->deadline || rule->deadline < policy->deadline))
			policy->deadline = rule->deadline;
		if (is_generic(rule)) {
			policy->generic[--generic] = i;
		} else {
			u32 *head =
				&policy->heads[rule->exe_hash & policy->mask];

			policy->next[i] = *head;
			*head = i;
		}
		if (!(i % 4096))
			cond_resched();
	}
}

/**
 * cordon_index_build - make a policy searchable
 * @policy: with its rules, not in force yet, without an index
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM; cordon_index_free() cleans up after both.
 */
int cordon_index_build(struct cordon_policy *policy)
{
	int err;

	count_kinds(policy);
	err = index_alloc(policy);
	if (err)
		return err;
	index_fill(policy);
	return 0;
}

/**
 * cordon_index_free - undo cordon_index_build()
 * @policy: nobody else's any more
 */
void cordon_index_free(struct cordon_policy *policy)
{
	kvfree(policy->heads);
	kvfree(policy->next);
	kvfree(policy->generic);
}

/* The first rule at or after @i in its chain that names @path. */
static u32 chain_find(const struct cordon_policy *policy, u32 i, u32 hash,
		      const char *path)
{
	while (i != CORDON_INDEX_END) {
		const struct cordon_rule *rule = policy->rules[i];

		if (rule->exe_hash == hash && !strcmp(rule->exe_path, path))
			break;
		i = policy->next[i];
	}
	return i;
}

/**
 * cordon_walk_start - begin at the first rule
 * @walk: to be set up
 * @policy: stays valid for as long as the walk takes
 * @facts: the subject
 * @path_hash: cordon_path_hash() of @facts->path; anything without one
 * @own_hash: likewise of @facts->own_path
 *
 * Context: any.
 */
void cordon_walk_start(struct cordon_walk *walk,
		       const struct cordon_policy *policy,
		       const struct cordon_facts *facts, u32 path_hash,
		       u32 own_hash)
{
	*walk = (struct cordon_walk){
		.policy = policy,
		.facts = facts,
		.path_hash = path_hash,
		.own_hash = own_hash,
		.by_path = CORDON_INDEX_END,
		.by_own = CORDON_INDEX_END,
	};
	if (facts->path)
		walk->by_path = chain_find(
			policy, policy->heads[path_hash & policy->mask],
			path_hash, facts->path);
	/* Same string, same rules: walk them once. */
	if (facts->own_path &&
	    (!facts->path || strcmp(facts->own_path, facts->path)))
		walk->by_own = chain_find(
			policy, policy->heads[own_hash & policy->mask],
			own_hash, facts->own_path);
}

/**
 * cordon_walk_next - the next rule that may apply
 * @walk: after cordon_walk_start()
 *
 * The rule's other conditions are not looked at.
 *
 * Context: any; allocates and locks nothing.
 * Return: a rule, valid for as long as the policy, or NULL at the end.
 */
struct cordon_rule *cordon_walk_next(struct cordon_walk *walk)
{
	const struct cordon_policy *policy = walk->policy;
	u32 generic = walk->generic < policy->n_generic ?
			      policy->generic[walk->generic] :
			      CORDON_INDEX_END;
	u32 i = min3(walk->by_path, walk->by_own, generic);

	if (i == CORDON_INDEX_END)
		return NULL;
	if (i == generic)
		walk->generic++;
	else if (i == walk->by_path)
		walk->by_path = chain_find(policy, policy->next[i],
					   walk->path_hash, walk->facts->path);
	else
		walk->by_own = chain_find(policy, policy->next[i],
					  walk->own_hash,
					  walk->facts->own_path);
	return policy->rules[i];
}
