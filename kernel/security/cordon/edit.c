// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - making a policy out of another one
 *
 * Of policies that nobody else sees yet: no locks. What comes into force is
 * change.c's.
 */

#include <linux/slab.h>

#include "edit.h"

/**
 * cordon_refuse - say why a change is refused
 * @reason: receives it
 * @fmt: as for printf()
 *
 * Return: -EINVAL.
 */
int cordon_refuse(struct cordon_reason *reason, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason->text, sizeof(reason->text), fmt, args);
	va_end(args);
	return -EINVAL;
}

/**
 * cordon_policy_alloc - an empty policy
 * @n_rules: room for so many rules
 * @n_sets: room for so many sets
 *
 * Context: process context, may sleep.
 * Return: it, or NULL when there is no memory.
 */
struct cordon_policy *cordon_policy_alloc(u32 n_rules, u32 n_sets)
{
	struct cordon_policy *policy;

	policy = kzalloc(sizeof(*policy), GFP_KERNEL_ACCOUNT);
	if (!policy)
		return NULL;
	refcount_set(&policy->ref, 1);
	policy->rules = kvmalloc_array(max(n_rules, 1U), sizeof(*policy->rules),
				       GFP_KERNEL_ACCOUNT);
	policy->sets = kvmalloc_array(max(n_sets, 1U), sizeof(*policy->sets),
				      GFP_KERNEL_ACCOUNT);
	if (!policy->rules || !policy->sets) {
		cordon_policy_put(policy);
		return NULL;
	}
	return policy;
}

/**
 * cordon_policy_copy - a policy that shares the rules and sets of another
 * @old: the other
 * @more: room for so many more of each
 *
 * Context: process context, may sleep.
 * Return: it, or NULL when there is no memory.
 */
struct cordon_policy *cordon_policy_copy(const struct cordon_policy *old,
					 u32 more)
{
	struct cordon_policy *policy;
	u32 i;

	policy = cordon_policy_alloc(old->n_rules + more, old->n_sets + more);
	if (!policy)
		return NULL;
	policy->settings = old->settings;
	for (i = 0; i < old->n_rules; i++) {
		policy->rules[i] = cordon_rule_get(old->rules[i]);
		cordon_breathe(i);
	}
	policy->n_rules = old->n_rules;
	for (i = 0; i < old->n_sets; i++) {
		policy->sets[i] = old->sets[i];
		refcount_inc(&policy->sets[i]->ref);
	}
	policy->n_sets = old->n_sets;
	return policy;
}

/* A rule of this same transaction has no id yet: 0 finds nothing. */
static s64 find_rule(const struct cordon_policy *policy, u64 id)
{
	u32 i;

	for (i = 0; id && i < policy->n_rules; i++)
		if (policy->rules[i]->id == id)
			return i;
	return -1;
}

static s64 find_set(const struct cordon_policy *policy, const char *name)
{
	u32 i;

	for (i = 0; i < policy->n_sets; i++)
		if (!strcmp(policy->sets[i]->name, name))
			return i;
	return -1;
}

static void insert_rule(struct cordon_policy *policy, u32 at,
			struct cordon_rule *rule)
{
	memmove(&policy->rules[at + 1], &policy->rules[at],
		(policy->n_rules - at) * sizeof(*policy->rules));
	policy->rules[at] = cordon_rule_get(rule);
	policy->n_rules++;
}

static void remove_rule(struct cordon_policy *policy, u32 at)
{
	cordon_rule_put(policy->rules[at]);
	policy->n_rules--;
	memmove(&policy->rules[at], &policy->rules[at + 1],
		(policy->n_rules - at) * sizeof(*policy->rules));
}

static void put_set(struct cordon_policy *policy, struct cordon_set *set)
{
	s64 at = find_set(policy, set->name);

	refcount_inc(&set->ref);
	if (at < 0) {
		policy->sets[policy->n_sets++] = set;
	} else {
		cordon_set_put(policy->sets[at]);
		policy->sets[at] = set;
	}
}

static int apply_op(struct cordon_policy *policy, const struct cordon_op *op,
		    struct cordon_reason *reason)
{
	s64 at;

	reason->line = op->line;
	switch (op->kind) {
	case CORDON_OP_APPEND:
		insert_rule(policy, policy->n_rules, op->rule);
		return 0;
	case CORDON_OP_SET:
		put_set(policy, op->set);
		return 0;
	case CORDON_OP_BEFORE:
	case CORDON_OP_DELETE:
		at = find_rule(policy, op->id);
		if (at < 0) {
			cordon_refuse(reason, "there is no rule %llu", op->id);
			return -ENOENT;
		}
		if (op->kind == CORDON_OP_BEFORE)
			insert_rule(policy, at, op->rule);
		else
			remove_rule(policy, at);
		return 0;
	}
	WARN_ON_ONCE(1);
	return -EINVAL;
}

/* From indexes into the names of the transaction to those of the policy. */
static int translate_sets(const struct cordon_policy *policy,
			  const struct cordon_transaction *transaction,
			  const struct cordon_op *op,
			  struct cordon_reason *reason)
{
	struct cordon_dst *dst = op->rule ? op->rule->dst : NULL;
	u32 i;

	for (i = 0; dst && i < dst->n_sets; i++) {
		const char *name = transaction->names[dst->sets[i]];
		s64 at = find_set(policy, name);

		if (at < 0) {
			reason->line = op->line;
			return cordon_refuse(reason, "there is no set \"%s\"",
					     name);
		}
		dst->sets[i] = at;
	}
	return 0;
}

/**
 * cordon_policy_edit - do to a policy what a text says
 * @policy: nobody else's yet, with room for a rule and a set for each operation;
 *	on failure it may be half done
 * @transaction: what the text says
 * @reason: filled on failure
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOENT for an id that is not there, -EINVAL.
 */
int cordon_policy_edit(struct cordon_policy *policy,
		       struct cordon_transaction *transaction,
		       struct cordon_reason *reason)
{
	int err = 0;
	u32 i;

	for (i = 0; i < transaction->n_ops && !err; i++) {
		err = apply_op(policy, &transaction->ops[i], reason);
		cond_resched();
	}
	/* After all: a set may be defined after the rule that uses it. */
	for (i = 0; i < transaction->n_ops && !err; i++)
		err = translate_sets(policy, transaction, &transaction->ops[i],
				     reason);
	if (err)
		return err;
	reason->line = 0;
	if (policy->n_rules > CORDON_RULES_MAX)
		return cordon_refuse(reason, "more than %u rules",
				     CORDON_RULES_MAX);
	if (policy->n_sets > CORDON_SETS_MAX)
		return cordon_refuse(reason, "more than %u sets",
				     CORDON_SETS_MAX);
	return 0;
}
