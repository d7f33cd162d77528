// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - changing the policy
 *
 * One writer at a time, under change_lock; everything that can fail is done
 * before the new policy is published.
 */

#include <linux/workqueue.h>

#include "edit.h"
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

static const struct cordon_policy *in_force(void)
{
	return rcu_dereference_protected(cordon_policy,
					 lockdep_is_held(&change_lock));
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

		cordon_breathe(i);
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

	policy = cordon_policy_alloc(draft->n_rules, draft->n_sets);
	if (!policy) {
		cordon_refuse(reason, "out of memory");
		return -ENOMEM;
	}
	policy->settings = draft->settings;

	mutex_lock(&change_lock);
	change->old_gen = cordon_generation;
	change->new_gen = cordon_generation;
	if (sealed) {
		cordon_refuse(reason, "sealed until reboot");
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
		cordon_refuse(reason, "out of memory");
out:
	mutex_unlock(&change_lock);
	return err;
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
		cordon_refuse(reason, "sealed until reboot");
		goto out;
	}
	err = 0;
	if (!transaction->n_ops)
		goto out;
	err = -ENOMEM;
	policy = cordon_policy_copy(in_force(), transaction->n_ops);
	if (!policy) {
		cordon_refuse(reason, "out of memory");
		goto out;
	}
	err = cordon_policy_edit(policy, transaction, reason);
	if (err) {
		cordon_policy_put(policy);
		goto out;
	}
	err = commit(policy, change, true);
	if (err)
		cordon_refuse(reason, "out of memory");
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
	policy = cordon_policy_copy(in_force(), 0);
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
