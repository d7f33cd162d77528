// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - changing the policy
 *
 * One writer at a time, under change_lock; everything that can fail is done
 * before the new policy is published.
 */

#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/workqueue.h>

#include "mark.h"
#include "policy.h"
#include "question.h"
#include "record.h"
#include "subject.h"

/*
 * Protects cordon_policy and cordon_generation against other writers,
 * last_rule_id and sealed. Outermost: the question lock nests inside.
 */
static DEFINE_MUTEX(change_lock);
static u64 last_rule_id;
static bool sealed;

static void expire_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(expiry, expire_work);

/* Timers stand still in suspend, the clock of expires= does not: look often. */
#define EXPIRE_POLL_SECONDS 30

static __printf(2, 3) int refuse(struct cordon_reason *reason, const char *fmt,
				 ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason->text, sizeof(reason->text), fmt, args);
	va_end(args);
	return -EINVAL;
}

/* In loops over all rules, of which there may be millions. */
static void breathe(u32 i)
{
	if (!(i % 4096))
		cond_resched();
}

static const struct cordon_policy *in_force(void)
{
	return rcu_dereference_protected(cordon_policy,
					 lockdep_is_held(&change_lock));
}

static struct cordon_policy *policy_alloc(u32 n_rules, u32 n_sets)
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

static void arm_expiry(const struct cordon_policy *policy)
{
	s64 left;

	if (!policy->deadline) {
		cancel_delayed_work(&expiry);
		return;
	}
	left = clamp(policy->deadline - cordon_now(), 0, EXPIRE_POLL_SECONDS);
	mod_delayed_work(system_wq, &expiry, left * HZ);
}

/*
 * Ids and deadlines are given to the rules that have none: those that were
 * not in force before. Nobody else sees them yet.
 */
static void enter_rules(struct cordon_policy *policy)
{
	s64 now = cordon_now();
	u32 i;

	for (i = 0; i < policy->n_rules; i++) {
		struct cordon_rule *rule = policy->rules[i];

		breathe(i);
		if (rule->id)
			continue;
		rule->id = ++last_rule_id;
		rule->exe_hash =
			rule->exe_path ? cordon_path_hash(rule->exe_path) : 0;
		if (rule->expires)
			rule->deadline = now + rule->expires;
	}
}

/* Cannot fail. Takes over the reference to @policy. */
static void publish(struct cordon_policy *policy, struct cordon_change *change,
		    bool by_current)
{
	struct cordon_policy *old;

	lockdep_assert_held(&change_lock);
	policy->gen = cordon_generation + 1;
	policy->mark = cordon_mark_of(policy->gen);
	old = rcu_replace_pointer(cordon_policy, policy,
				  lockdep_is_held(&change_lock));
	/*
	 * After the policy: a socket that is found cleared for the new
	 * generation was judged by the new policy.
	 */
	smp_store_release(&cordon_generation, policy->gen);
	/* After the policy for the same reason. */
	smp_store_release(&cordon_mark_now, cordon_mark_in_force(policy->gen));
	change->new_gen = policy->gen;
	arm_expiry(policy);
	cordon_questions_recheck(by_current);
	cordon_policy_put(old);
}

/* Index and publish; on failure the policy is gone and nothing has changed. */
static int commit(struct cordon_policy *policy, struct cordon_change *change,
		  bool by_current)
{
	int err;

	enter_rules(policy);
	err = cordon_index_build(policy);
	if (err)
		cordon_policy_put(policy);
	else
		publish(policy, change, by_current);
	return err;
}

/**
 * cordon_policy_replace - put a new policy in force
 * @draft: what the text says; its rules and sets are taken over on success
 * @reason: filled on failure
 * @change: the generations
 *
 * Context: process context, may sleep.
 * Return: 0, -EPERM when sealed, -ENOMEM.
 */
int cordon_policy_replace(struct cordon_draft *draft,
			  struct cordon_reason *reason,
			  struct cordon_change *change)
{
	struct cordon_policy *policy;
	int err;

	policy = policy_alloc(draft->n_rules, draft->n_sets);
	if (!policy) {
		refuse(reason, "out of memory");
		return -ENOMEM;
	}
	policy->settings = draft->settings;

	mutex_lock(&change_lock);
	change->old_gen = cordon_generation;
	change->new_gen = cordon_generation;
	if (sealed) {
		refuse(reason, "sealed until reboot");
		cordon_policy_put(policy);
		err = -EPERM;
		goto out;
	}
	/* The rules change hands only now: a policy that is put frees them. */
	memcpy(policy->rules, draft->rules,
	       array_size(draft->n_rules, sizeof(*draft->rules)));
	memcpy(policy->sets, draft->sets,
	       array_size(draft->n_sets, sizeof(*draft->sets)));
	swap(policy->n_rules, draft->n_rules);
	swap(policy->n_sets, draft->n_sets);
	err = commit(policy, change, true);
	if (err)
		refuse(reason, "out of memory");
out:
	mutex_unlock(&change_lock);
	return err;
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
			refuse(reason, "there is no rule %llu", op->id);
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
			return refuse(reason, "there is no set \"%s\"", name);
		}
		dst->sets[i] = at;
	}
	return 0;
}

/* A new policy like @old, with room for what @transaction adds. */
static struct cordon_policy *copy_policy(const struct cordon_policy *old,
					 u32 more)
{
	struct cordon_policy *policy;
	u32 i;

	policy = policy_alloc(old->n_rules + more, old->n_sets + more);
	if (!policy)
		return NULL;
	policy->settings = old->settings;
	for (i = 0; i < old->n_rules; i++) {
		policy->rules[i] = cordon_rule_get(old->rules[i]);
		breathe(i);
	}
	policy->n_rules = old->n_rules;
	for (i = 0; i < old->n_sets; i++) {
		policy->sets[i] = old->sets[i];
		refcount_inc(&policy->sets[i]->ref);
	}
	policy->n_sets = old->n_sets;
	return policy;
}

static int apply_all(struct cordon_policy *policy,
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
		return refuse(reason, "more than %u rules", CORDON_RULES_MAX);
	if (policy->n_sets > CORDON_SETS_MAX)
		return refuse(reason, "more than %u sets", CORDON_SETS_MAX);
	return 0;
}

/**
 * cordon_policy_apply - edit the policy in force
 * @transaction: what the text says; its rules are used up, right or wrong
 * @reason: filled on failure
 * @change: the generations
 *
 * Context: process context, may sleep.
 * Return: 0, -EPERM when sealed, -ENOENT for an id that is not there,
 * -EINVAL, -ENOMEM.
 */
int cordon_policy_apply(struct cordon_transaction *transaction,
			struct cordon_reason *reason,
			struct cordon_change *change)
{
	struct cordon_policy *policy;
	int err;

	mutex_lock(&change_lock);
	change->old_gen = cordon_generation;
	change->new_gen = cordon_generation;
	err = -EPERM;
	if (sealed) {
		refuse(reason, "sealed until reboot");
		goto out;
	}
	err = 0;
	if (!transaction->n_ops)
		goto out;
	err = -ENOMEM;
	policy = copy_policy(in_force(), transaction->n_ops);
	if (!policy) {
		refuse(reason, "out of memory");
		goto out;
	}
	err = apply_all(policy, transaction, reason);
	if (err) {
		cordon_policy_put(policy);
		goto out;
	}
	err = commit(policy, change, true);
	if (err)
		refuse(reason, "out of memory");
out:
	mutex_unlock(&change_lock);
	return err;
}

/* Rules past their deadline match no more: take them out, cut what they opened. */
static void expire_work(struct work_struct *work)
{
	struct cordon_change change = {};
	struct cordon_policy *policy;
	s64 now = cordon_now();
	u32 i, kept = 0, gone;

	mutex_lock(&change_lock);
	if (in_force()->deadline > now) {
		arm_expiry(in_force());
		goto out;
	}
	policy = copy_policy(in_force(), 0);
	if (!policy)
		goto again;
	for (i = 0; i < policy->n_rules; i++) {
		struct cordon_rule *rule = policy->rules[i];

		if (rule->deadline && rule->deadline <= now)
			cordon_rule_put(rule);
		else
			policy->rules[kept++] = rule;
	}
	gone = policy->n_rules - kept;
	policy->n_rules = kept;
	change.old_gen = cordon_generation;
	if (!gone) {
		arm_expiry(policy);
		cordon_policy_put(policy);
		goto out;
	}
	if (commit(policy, &change, false))
		goto again;
	mutex_unlock(&change_lock);
	cordon_record_change(CORDON_CHANGE_EXPIRE, &change, 0);
	return;
again:
	/* Out of memory. They do not match any more; the rest can wait. */
	mod_delayed_work(system_wq, &expiry, HZ);
out:
	mutex_unlock(&change_lock);
}

/**
 * cordon_policy_seal - no more changes until reboot
 *
 * Context: process context, may sleep.
 * Return: 0, or -EPERM when it was sealed already.
 */
int cordon_policy_seal(void)
{
	int err = 0;

	mutex_lock(&change_lock);
	if (sealed)
		err = -EPERM;
	WRITE_ONCE(sealed, true);
	/* Nobody can answer any more. */
	if (!err)
		cordon_questions_seal();
	mutex_unlock(&change_lock);
	return err;
}

/**
 * cordon_policy_sealed - is the policy sealed?
 *
 * Return: a snapshot; changes from false to true only.
 */
bool cordon_policy_sealed(void)
{
	return READ_ONCE(sealed);
}

/**
 * cordon_policy_set_permissive - judge and record, or deny as well
 * @permissive: never deny or hold
 *
 * Tasks that are held are released to judge their calls again.
 *
 * Context: process context, may sleep.
 * Return: 0, or -EPERM when sealed.
 */
int cordon_policy_set_permissive(bool permissive)
{
	int err = -EPERM;

	mutex_lock(&change_lock);
	if (!sealed) {
		err = 0;
		WRITE_ONCE(cordon_is_permissive, permissive);
		if (permissive)
			cordon_questions_release();
	}
	mutex_unlock(&change_lock);
	return err;
}
