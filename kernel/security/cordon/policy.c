// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the policy in force
 *
 * A policy is built aside, published whole, and never changed. Readers look
 * at it under RCU; who must sleep takes a reference and lets RCU go.
 */

#include <linux/cache.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "mark.h"
#include "policy.h"

u64 cordon_generation __read_mostly = 1;
u64 cordon_mark_now __read_mostly = BIT_ULL(CORDON_MARK_ID_BITS);
struct cordon_policy __rcu *cordon_policy __read_mostly;

/* Until the first load, and for as long as a boot policy is not there. */
static struct cordon_policy first_policy;

/**
 * cordon_now - the clock of expires=
 *
 * Return: seconds since boot, suspend included.
 */
s64 cordon_now(void)
{
	return ktime_get_boottime_seconds();
}

/**
 * cordon_policy_get - keep the policy in force
 *
 * Context: any.
 * Return: a reference; never NULL.
 */
struct cordon_policy *cordon_policy_get(void)
{
	struct cordon_policy *policy;

	rcu_read_lock();
	do {
		policy = rcu_dereference(cordon_policy);
	} while (!refcount_inc_not_zero(&policy->ref));
	rcu_read_unlock();
	return policy;
}

static void policy_free(struct work_struct *work)
{
	struct cordon_policy *policy =
		container_of(to_rcu_work(work), struct cordon_policy, work);
	u32 i;

	for (i = 0; i < policy->n_rules; i++) {
		cordon_rule_put(policy->rules[i]);
		if (!(i % 4096))
			cond_resched();
	}
	for (i = 0; i < policy->n_sets; i++)
		cordon_set_put(policy->sets[i]);
	cordon_index_free(policy);
	kvfree(policy->rules);
	kvfree(policy->sets);
	kfree(policy);
}

/**
 * cordon_policy_put - let go of a policy
 * @policy: a reference from cordon_policy_get(), or that of being in force
 *
 * Freed after a grace period: others may look at it under RCU.
 *
 * Context: any.
 */
void cordon_policy_put(struct cordon_policy *policy)
{
	if (!refcount_dec_and_test(&policy->ref))
		return;
	INIT_RCU_WORK(&policy->work, policy_free);
	queue_rcu_work(system_unbound_wq, &policy->work);
}

/**
 * cordon_policy_wants_digests - which digests of an executable can matter?
 * @facts: its names
 * @path_hash: cordon_path_hash() of @facts->path
 * @own_hash: the same of @facts->own_path
 *
 * Context: any.
 * Return: CORDON_WANTS_SHA256 and CORDON_WANTS_VERITY, or 0.
 */
unsigned int cordon_policy_wants_digests(const struct cordon_facts *facts,
					 u32 path_hash, u32 own_hash)
{
	const unsigned int all = CORDON_WANTS_SHA256 | CORDON_WANTS_VERITY;
	const struct cordon_policy *policy;
	const struct cordon_rule *rule;
	struct cordon_walk walk;
	unsigned int wants = 0;

	rcu_read_lock();
	policy = rcu_dereference(cordon_policy);
	if (!policy->n_digest)
		goto out;
	cordon_walk_start(&walk, policy, facts, path_hash, own_hash);
	while (wants != all && (rule = cordon_walk_next(&walk))) {
		if (!rule->rare->sha256 && !rule->rare->fsverity)
			continue;
		if (!cordon_match_exe(rule, facts))
			continue;
		if (rule->rare->sha256)
			wants |= CORDON_WANTS_SHA256;
		if (rule->rare->fsverity)
			wants |= CORDON_WANTS_VERITY;
	}
out:
	rcu_read_unlock();
	return wants;
}

/**
 * cordon_policy_init - allow everything until the first policy is loaded
 *
 * Return: 0 or -ENOMEM.
 */
int __init cordon_policy_init(void)
{
	struct cordon_policy *policy = &first_policy;
	int err;

	refcount_set(&policy->ref, 2); /* static: never freed */
	policy->gen = cordon_generation;
	policy->mark = cordon_mark_of(policy->gen);
	policy->settings = (struct cordon_settings){
		.def = CORDON_ALLOW,
		.unanswered = CORDON_DENY,
		.hold = CORDON_HOLD_ALL,
		.after = CORDON_AFTER_DEFAULT,
	};
	err = cordon_index_build(policy);
	if (err)
		return err;
	rcu_assign_pointer(cordon_policy, policy);
	return 0;
}
