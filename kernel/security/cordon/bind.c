// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the rules that can apply to one subject
 *
 * Selected once per subject and generation; then each call walks only this
 * short list.
 */

#include <linux/slab.h>

#include "bind.h"
#include "policy.h"
#include "subject.h"

static void set_quick(struct cordon_bound *bound, int v6, u64 net, u64 mask)
{
	bound->net[v6] = net;
	bound->mask[v6] = mask;
}

/* The bits in which all of lo..hi agree. */
static u64 common_mask(u64 lo, u64 hi)
{
	return lo == hi ? U64_MAX : ~((1ULL << fls64(lo ^ hi)) - 1);
}

static void quick_dst(struct cordon_bound *bound, const struct cordon_dst *dst)
{
	const struct cordon_addrset *addrs = &dst->addrs;
	bool exact = !dst->n_sets && addrs->n4 + addrs->n6 == 1;
	u64 lo, hi, mask;

	if (dst->n_sets)
		goto full;
	if (!addrs->n4)
		set_quick(bound, 0, 1, 0); /* passes none */
	if (!addrs->n6)
		set_quick(bound, 1, 1, 0); /* passes none */
	if (addrs->n4) {
		/* The elements are sorted: everything is between the ends. */
		lo = addrs->v4[0].lo;
		hi = addrs->v4[addrs->n4 - 1].hi;
		mask = common_mask(lo, hi);
		set_quick(bound, 0, lo & mask, mask);
		/* One aligned prefix needs no second look. */
		exact = exact && (lo & ~mask) == 0 && (hi | mask) == U64_MAX;
	}
	if (addrs->n6) {
		lo = addrs->v6[0].lo.hi;
		hi = addrs->v6[addrs->n6 - 1].hi.hi;
		if (fls64(lo ^ hi) == 64) {
			set_quick(bound, 1, 0, 0); /* passes all */
		} else {
			mask = common_mask(lo, hi);
			set_quick(bound, 1, lo & mask, mask);
		}
		exact = false;
	}
	if (exact)
		return;
full:
	bound->flags |= CORDON_BOUND_FULL;
}

static void quick_dport(struct cordon_bound *bound,
			const struct cordon_spans *spans)
{
	u32 lo = spans->span[0].lo;

	bound->dport_lo = lo;
	bound->dport_span = spans->span[spans->n - 1].hi - lo;
	if (spans->n > 1)
		bound->flags |= CORDON_BOUND_FULL;
}

/**
 * cordon_bound_fill - prepare the quick tests of a rule
 * @bound: to be filled
 * @rule: the rule; borrowed
 * @maybe: the conditions on the subject may hold, or not
 *
 * Context: any.
 */
void cordon_bound_fill(struct cordon_bound *bound, struct cordon_rule *rule,
		       bool maybe)
{
	*bound = (struct cordon_bound){
		.protos = rule->protos,
		.dport_span = U16_MAX,
		.rule = rule,
	};
	if (maybe)
		bound->flags |= CORDON_BOUND_MAYBE;
	if (rule->dst)
		quick_dst(bound, rule->dst);
	if (rule->dport) {
		/* Classes without ports do not match a port. */
		bound->protos &= CORDON_PROTOS_PORTS;
		quick_dport(bound, rule->dport);
	}
	if (rule->sport || rule->uid || rule->gid || rule->cgroup ||
	    rule->deadline)
		bound->flags |= CORDON_BOUND_FULL;
}

/* Does @rule decide every call of the subject? Then none after it can. */
static bool is_final(const struct cordon_bound *bound)
{
	const struct cordon_rule *rule = bound->rule;

	return !bound->flags && !rule->dst && !rule->dport &&
	       rule->protos == CORDON_PROTOS_ALL;
}

static struct cordon_binding *grow(struct cordon_binding *binding, u32 room)
{
	struct cordon_binding *bigger;

	bigger = kvmalloc(struct_size(bigger, bound, room), GFP_KERNEL_ACCOUNT);
	if (bigger && binding)
		memcpy(bigger, binding,
		       struct_size(binding, bound, binding->n));
	kvfree(binding);
	return bigger;
}

static struct cordon_binding *select(const struct cordon_policy *policy,
				     const struct cordon_subject *subject)
{
	struct cordon_binding *binding;
	struct cordon_rule *rule;
	struct cordon_walk walk;
	u32 room = 8;

	binding = grow(NULL, room);
	if (!binding)
		return NULL;
	binding->gen = policy->gen;
	binding->n = 0;
	binding->uses_cgroup = false;
	cordon_walk_start(&walk, policy, &subject->facts, subject->path_hash,
			  subject->own_hash);
	while ((rule = cordon_walk_next(&walk))) {
		enum cordon_match match;

		match = cordon_match_subject(rule, &subject->facts);
		if (!cordon_match_decides(rule, match))
			continue;
		if (binding->n == room) {
			room *= 2;
			binding = grow(binding, room);
			if (!binding)
				return NULL;
		}
		cordon_bound_fill(&binding->bound[binding->n], rule,
				  match == CORDON_MAYBE);
		binding->uses_cgroup |= !!rule->cgroup;
		if (is_final(&binding->bound[binding->n++]))
			break;
	}
	return binding;
}

/**
 * cordon_bind - select the rules of the policy in force for a subject
 * @subject: the caller holds a reference
 *
 * Does nothing when it has been done for this generation. Not being able to
 * is not an error: the policy is searched instead.
 *
 * Context: process context, may sleep.
 */
void cordon_bind(struct cordon_subject *subject)
{
	struct cordon_binding *binding, *old;
	struct cordon_policy *policy;
	bool fresh;

	might_sleep();
	rcu_read_lock();
	old = rcu_dereference(subject->binding);
	fresh = old && old->gen == READ_ONCE(cordon_generation);
	rcu_read_unlock();
	if (likely(fresh))
		return;

	policy = cordon_policy_get();
	binding = select(policy, subject);
	cordon_policy_put(policy);
	if (!binding)
		return;
	spin_lock(&subject->lock);
	old = rcu_replace_pointer(subject->binding, binding,
				  lockdep_is_held(&subject->lock));
	spin_unlock(&subject->lock);
	if (old)
		kvfree_rcu(old, rcu);
}

/**
 * cordon_binding_free - free the binding of a subject that is gone
 * @binding: or NULL
 */
void cordon_binding_free(struct cordon_binding *binding)
{
	kvfree(binding);
}
