// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the verdict on one call
 *
 * The first rule that matches decides, else the default. Neither sleeps nor
 * allocates: a send may come from anywhere.
 */

#include <linux/errno.h>

#include "bind.h"
#include "cgroup.h"
#include "judge.h"
#include "policy.h"
#include "subject.h"

/**
 * struct judging - what stays the same from rule to rule
 * @sender: who
 * @target: where to
 * @policy: in force, under RCU
 * @sets: its named sets
 */
struct judging {
	const struct cordon_sender *sender;
	const struct cordon_target *target;
	const struct cordon_policy *policy;
	struct cordon_set_table sets;
};

/* Apart: the path is on the stack only for rules with cgroup=. */
static noinline enum cordon_match match_cgroup(const struct cordon_rule *rule,
					       const struct judging *judging,
					       struct cordon_sender_ids *ids)
{
	const struct cordon_sender *sender = judging->sender;
	struct cordon_cgroup_path path;

	ids->cgroup = sender->cgroup ?: cordon_cgroup_of(sender->sk, &path);
	return cordon_match_ids(rule, ids);
}

static enum cordon_match match_ids(const struct cordon_rule *rule,
				   const struct judging *judging)
{
	const struct cred *cred = judging->sender->cred;
	struct cordon_sender_ids ids = {
		.uid = __kuid_val(cred->euid),
		.gid = __kgid_val(cred->egid),
		.n_groups = cred->group_info->ngroups,
		.groups = (const u32 *)cred->group_info->gid,
	};

	/* Ids of the initial user namespace are the kernel's own. */
	BUILD_BUG_ON(sizeof(kgid_t) != sizeof(u32));
	if (rule->rare->cgroup)
		return match_cgroup(rule, judging, &ids);
	return cordon_match_ids(rule, &ids);
}

/* Everything but the conditions on the subject, which gave @match. */
static bool decides(const struct cordon_rule *rule,
		    const struct judging *judging, enum cordon_match match)
{
	if (rule->deadline && cordon_now() >= rule->deadline)
		return false;
	match = min(match,
		    cordon_match_target(rule, &judging->sets, judging->target));
	if (match == CORDON_NO)
		return false;
	if (rule->rare->uid || rule->rare->gid || rule->rare->cgroup)
		match = min(match, match_ids(rule, judging));
	return cordon_match_decides(rule, match);
}

static bool bound_decides(const struct cordon_bound *bound,
			  const struct judging *judging)
{
	return decides(bound->rule, judging,
		       bound->flags & CORDON_BOUND_MAYBE ? CORDON_MAYBE :
							   CORDON_YES);
}

/* It passed the quick tests. */
static bool candidate_decides(const struct cordon_bound *bound,
			      const struct judging *judging)
{
	u32 open = bound->flags & CORDON_BOUND_OPEN;

	if (!open)
		return true;
	if (!cordon_bound_has_port(bound, judging->target->dport))
		return false;
	return open == CORDON_BOUND_PORTS || bound_decides(bound, judging);
}

static u64 upper_half(const struct in6_addr *addr)
{
	return (u64)be32_to_cpu(addr->s6_addr32[0]) << 32 |
	       be32_to_cpu(addr->s6_addr32[1]);
}

/* The target has an address: most rules are passed over by the quick tests. */
static struct cordon_rule *search_quick(const struct cordon_binding *binding,
					const struct judging *judging)
{
	const struct cordon_bound *bound = binding->bound;
	const struct cordon_target *target = judging->target;
	u32 class = cordon_key_class(target->proto, target->dport);
	bool v4 = target->kind == CORDON_ADDR_V4;
	u64 key = v4 ? cordon_key_v4(target->v4, class) :
		       upper_half(&target->v6);

	if (v4 && binding->tuples)
		bound = cordon_tuples_find(binding->tuples, bound, key);
	for (;; bound++) {
		bound = v4 ? cordon_scan_v4(bound, key) :
			     cordon_scan_v6(bound, key, class);
		if (candidate_decides(bound, judging))
			return bound->rule;
	}
}

/**
 * cordon_judge_bound - the rule that decides on a target with an address
 * @policy: in force, under RCU
 * @binding: to @policy
 * @sender: who
 * @target: where to
 *
 * Context: any but hard interrupt.
 * Return: the rule, under the same RCU; NULL for the default.
 */
struct cordon_rule *cordon_judge_bound(const struct cordon_policy *policy,
				       const struct cordon_binding *binding,
				       const struct cordon_sender *sender,
				       const struct cordon_target *target)
{
	struct judging judging = {
		.sender = sender,
		.target = target,
		.policy = policy,
		.sets = cordon_policy_sets(policy),
	};

	return search_quick(binding, &judging);
}

static struct cordon_rule *search_full(const struct cordon_binding *binding,
				       const struct judging *judging)
{
	u32 i;

	for (i = 0; i < binding->n; i++)
		if (bound_decides(&binding->bound[i], judging))
			return binding->bound[i].rule;
	return NULL;
}

/* No binding for this generation yet, and none can be made here. */
static struct cordon_rule *search_policy(const struct judging *judging,
					 bool *keep)
{
	const struct cordon_subject *subject = judging->sender->subject;
	struct cordon_rule *rule;
	struct cordon_walk walk;

	cordon_walk_start(&walk, judging->policy, &subject->facts,
			  subject->path_hash, subject->own_hash);
	while ((rule = cordon_walk_next(&walk))) {
		enum cordon_match match;

		match = cordon_match_subject(rule, &subject->facts);
		if (match == CORDON_NO)
			continue;
		*keep &= !rule->rare->cgroup;
		if (decides(rule, judging, match))
			break;
	}
	return rule;
}

static struct cordon_rule *search(struct judging *judging, bool *keep)
{
	const struct cordon_target *target = judging->target;
	const struct cordon_binding *binding;

	binding = rcu_dereference(judging->sender->subject->binding);
	if (unlikely(!binding || binding->gen != judging->policy->gen)) {
		*keep = true;
		judging->sets = cordon_policy_sets(judging->policy);
		return search_policy(judging, keep);
	}
	*keep = !binding->uses_cgroup;
	judging->sets = cordon_policy_sets(judging->policy);
	if (target->kind != CORDON_ADDR_V4 && target->kind != CORDON_ADDR_V6)
		return search_full(binding, judging);
	return search_quick(binding, judging);
}

static void fill(struct cordon_decision *decision,
		 const struct cordon_policy *policy, struct cordon_rule *rule)
{
	decision->gen = policy->gen;
	decision->settings = policy->settings;
	decision->rule = NULL;
	if (rule) {
		decision->verdict = rule->verdict;
		decision->log = rule->log;
		decision->err = rule->err ?: EACCES;
		decision->rule_id = rule->id;
		if (!cordon_rule_is_quiet(rule))
			decision->rule = cordon_rule_get(rule);
	} else {
		decision->verdict = policy->settings.def;
		decision->log = CORDON_LOG_DEFAULT;
		decision->err = EACCES;
		decision->rule_id = 0;
	}
}

static void judge(const struct cordon_sender *sender,
		  const struct cordon_target *target,
		  struct cordon_decision *decision, bool count)
{
	struct judging judging = { .sender = sender, .target = target };
	struct cordon_rule *rule;

	rcu_read_lock();
	judging.policy = rcu_dereference(cordon_policy);
	rule = search(&judging, &decision->keep);
	if (rule && count)
		atomic64_inc(&rule->hits);
	fill(decision, judging.policy, rule);
	rcu_read_unlock();
}

/**
 * cordon_judge - the verdict on one call
 * @sender: who
 * @target: where to
 * @decision: the verdict; give it to cordon_decision_put() afterwards
 *
 * Context: any but hard interrupt. cordon_bind() before, where sleeping is
 * possible, makes it quick.
 */
void cordon_judge(const struct cordon_sender *sender,
		  const struct cordon_target *target,
		  struct cordon_decision *decision)
{
	judge(sender, target, decision, true);
}

/**
 * cordon_preview - what the verdict would be, without counting a hit
 * @sender: who
 * @target: where to
 * @decision: the verdict; give it to cordon_decision_put() afterwards
 *
 * Context: any but hard interrupt.
 */
void cordon_preview(const struct cordon_sender *sender,
		    const struct cordon_target *target,
		    struct cordon_decision *decision)
{
	judge(sender, target, decision, false);
}
