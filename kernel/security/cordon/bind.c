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

/* No key passes. */
static const struct cordon_quick never = { .mask = 0, .value = 1 };

/* The bits in which all of lo..hi agree. */
static u64 common_mask(u64 lo, u64 hi)
{
	if (lo == hi)
		return U64_MAX;
	return fls64(lo ^ hi) == 64 ? 0 : ~((1ULL << fls64(lo ^ hi)) - 1);
}

/* Are lo..hi all the numbers that have what @mask looks at in common? */
static bool is_block(u64 lo, u64 hi, u64 mask)
{
	return (lo & ~mask) == 0 && (hi | mask) == U64_MAX;
}

static void quick_v4(struct cordon_bound *bound,
		     const struct cordon_addrset *addrs)
{
	/* The elements are sorted: everything is between the ends. */
	u32 lo = addrs->v4[0].lo;
	u32 hi = addrs->v4[addrs->n4 - 1].hi;
	u64 mask = common_mask(lo, hi);

	bound->v4.mask |= mask << 32;
	bound->v4.value |= (lo & mask) << 32;
	/* One aligned prefix needs no second look. */
	if (addrs->n4 > 1 || !is_block(lo, hi, mask))
		bound->flags |= CORDON_BOUND_FULL;
}

static void quick_v6(struct cordon_bound *bound,
		     const struct cordon_addrset *addrs)
{
	u64 lo = addrs->v6[0].lo.hi;
	u64 hi = addrs->v6[addrs->n6 - 1].hi.hi;

	bound->v6.mask = common_mask(lo, hi);
	bound->v6.value = lo & bound->v6.mask;
	/* The lower half is not looked at. */
	bound->flags |= CORDON_BOUND_FULL;
}

static void quick_dst(struct cordon_bound *bound, const struct cordon_dst *dst)
{
	const struct cordon_addrset *addrs = &dst->addrs;

	if (dst->n_sets) {
		bound->flags |= CORDON_BOUND_FULL;
		return;
	}
	if (addrs->n4)
		quick_v4(bound, addrs);
	else
		bound->v4 = never;
	if (addrs->n6)
		quick_v6(bound, addrs);
	else
		bound->v6 = never;
}

static void quick_dport(struct cordon_bound *bound,
			const struct cordon_spans *spans)
{
	u32 lo = spans->span[0].lo;
	u32 hi = spans->span[spans->n - 1].hi;
	u64 mask = common_mask(lo, hi);

	bound->class.mask |= CORDON_KEY_PORTS | (mask & U16_MAX);
	bound->class.value |= CORDON_KEY_PORTS | (lo & mask);
	bound->dport_lo = lo;
	bound->dport_span = hi - lo;
	if (!is_block(lo, hi, mask))
		bound->flags |= CORDON_BOUND_PORTS;
	if (spans->n > 1)
		bound->flags |= CORDON_BOUND_FULL;
}

/* Of the classes in @can those in @protos, which is part of it and not 0. */
static void quick_proto(struct cordon_bound *bound, u64 protos, u64 can)
{
	u32 lo = __ffs64(protos), hi = fls64(protos) - 1, proto;
	u32 mask = common_mask(lo, hi) & U8_MAX;

	bound->class.mask |= mask << CORDON_KEY_PROTO_SHIFT;
	bound->class.value |= (lo & mask) << CORDON_KEY_PROTO_SHIFT;
	for (proto = 0; proto < CORDON_PROTO_COUNT; proto++)
		if ((proto & mask) == (lo & mask) &&
		    (CORDON_PROTO_BIT(proto) & can & ~protos))
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
	/* Classes without ports do not match a port. */
	u64 can = rule->dport ? CORDON_PROTOS_PORTS : CORDON_PROTOS_ADDRESSED;

	*bound = (struct cordon_bound){ .dport_span = U16_MAX, .rule = rule };
	if (maybe)
		bound->flags |= CORDON_BOUND_MAYBE;
	if (!cordon_rule_is_quiet(rule))
		bound->flags |= CORDON_BOUND_HEARD;
	if (rule->rare->sport || rule->rare->uid || rule->rare->gid ||
	    rule->rare->cgroup || rule->deadline)
		bound->flags |= CORDON_BOUND_FULL;
	if (!(rule->protos & can)) {
		bound->v4 = never;
		bound->v6 = never;
		return;
	}
	quick_proto(bound, rule->protos & can, can);
	if (rule->dport)
		quick_dport(bound, rule->dport);
	bound->v4.mask = bound->class.mask;
	bound->v4.value = bound->class.value;
	if (rule->dst)
		quick_dst(bound, rule->dst);
}

/* Does @rule decide every call of the subject? Then none after it can. */
static bool is_final(const struct cordon_bound *bound)
{
	const struct cordon_rule *rule = bound->rule;

	return !(bound->flags & CORDON_BOUND_OPEN) && !rule->dst &&
	       !rule->dport && rule->protos == CORDON_PROTOS_ALL;
}

static struct cordon_binding *grow(struct cordon_binding *binding, u32 room)
{
	struct cordon_binding *bigger;

	/* One more: what is behind the last rule. */
	bigger = kvmalloc(struct_size(bigger, bound, room + 1),
			  CORDON_GFP_OPTIONAL);
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
	u32 room = 8, seen = 0;

	binding = grow(NULL, room);
	if (!binding)
		return NULL;
	binding->gen = policy->gen;
	binding->quick_gen = 0;
	binding->scan_gen = 0;
	binding->n = 0;
	binding->uses_cgroup = false;
	cordon_walk_start(&walk, policy, &subject->facts, subject->path_hash,
			  subject->own_hash);
	while ((rule = cordon_walk_next(&walk))) {
		enum cordon_match match;

		if (!(++seen % 4096))
			cond_resched();
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
		binding->uses_cgroup |= !!rule->rare->cgroup;
		if (is_final(&binding->bound[binding->n++]))
			break;
	}
	binding->bound[binding->n] = (struct cordon_bound){
		.flags = policy->settings.def == CORDON_ALLOW ?
				 0 :
				 CORDON_BOUND_HEARD,
	};
	binding->tuples = cordon_tuples_build(binding->bound, binding->n);
	if (!binding->uses_cgroup && binding->n <= CORDON_QUICK_RULES) {
		binding->quick_gen = policy->gen;
		if (!binding->tuples)
			binding->scan_gen = policy->gen;
	}
	return binding;
}

static void free_rcu_binding(struct rcu_head *rcu)
{
	cordon_binding_free(container_of(rcu, struct cordon_binding, rcu));
}

static bool is_bound(const struct cordon_subject *subject)
{
	const struct cordon_binding *binding;
	bool bound;

	rcu_read_lock();
	binding = rcu_dereference(subject->binding);
	bound = binding && binding->gen == READ_ONCE(cordon_generation);
	rcu_read_unlock();
	return bound;
}

/* To search a policy that has few rules without a literal exe= is quick. */
static bool takes_long_to_search(void)
{
	bool takes_long;

	rcu_read_lock();
	takes_long = rcu_dereference(cordon_policy)->n_generic >
		     CORDON_SEARCH_RULES;
	rcu_read_unlock();
	return takes_long;
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

	might_sleep();
	if (likely(is_bound(subject)))
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
		call_rcu(&old->rcu, free_rcu_binding);
}

/**
 * cordon_bind_work - cordon_bind() for somebody who could not
 * @work: of the subject, which it holds
 *
 * Context: a work queue.
 */
void cordon_bind_work(struct work_struct *work)
{
	struct cordon_subject *subject =
		container_of(work, struct cordon_subject, bind_work);

	cordon_bind(subject);
	cordon_subject_put(subject);
}

/**
 * cordon_bind_later - cordon_bind() where it is not possible to sleep
 * @subject: the caller holds a reference
 *
 * Who only sends on its connections would search the whole policy for each of
 * them after a change. To wake a worker takes about 6,000 instructions.
 *
 * Context: any.
 */
void cordon_bind_later(struct cordon_subject *subject)
{
	if (likely(is_bound(subject)) || !takes_long_to_search() ||
	    work_pending(&subject->bind_work))
		return;
	cordon_subject_get(subject);
	if (!queue_work(system_unbound_wq, &subject->bind_work))
		cordon_subject_put(subject);
}

/**
 * cordon_binding_free - free the binding of a subject that is gone
 * @binding: or NULL
 */
void cordon_binding_free(struct cordon_binding *binding)
{
	if (!binding)
		return;
	kvfree(binding->tuples);
	kvfree(binding);
}
