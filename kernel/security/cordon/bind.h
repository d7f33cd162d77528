/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the rules that can apply to one subject
 */

#ifndef _SECURITY_CORDON_BIND_H
#define _SECURITY_CORDON_BIND_H

#include <linux/rcupdate.h>
#include <linux/types.h>

#include "rule.h"

struct cordon_subject;

/* Flags of struct cordon_bound. */
#define CORDON_BOUND_FULL 0x01 /* conditions beyond the quick ones */
#define CORDON_BOUND_MAYBE 0x02 /* the subject may match, or not */

/**
 * struct cordon_bound - a rule, made quick to reject
 * @protos: as in the rule
 * @net: quick test of the address for IPv4 (0) and IPv6 (1): (key & mask) !=
 *	net means that the rule does not match. The key is the IPv4 address,
 *	or the upper half of the IPv6 address, in host order.
 * @mask: see @net; 0 with a @net of 0 passes all, with a @net of 1 none
 * @dport_lo: lowest port of the rule
 * @dport_span: highest less lowest
 * @flags: CORDON_BOUND_*
 * @rule: the rule
 */
struct cordon_bound {
	u64 protos;
	u64 net[2];
	u64 mask[2];
	u16 dport_lo;
	u16 dport_span;
	u32 flags;
	struct cordon_rule *rule;
};

/**
 * struct cordon_binding - the rules that can apply to one subject
 * @rcu: frees it
 * @gen: generation of the policy whose rules these are
 * @n: elements of @bound
 * @uses_cgroup: a condition may change without the task knowing: a verdict
 *	must not be kept
 * @bound: in the order of the policy
 *
 * Holds no reference to the rules: they may be looked at only while the
 * policy with the same generation is seen to be in force, under RCU.
 */
struct cordon_binding {
	struct rcu_head rcu;
	u64 gen;
	u32 n;
	bool uses_cgroup;
	struct cordon_bound bound[];
};

void cordon_bind(struct cordon_subject *subject);
void cordon_binding_free(struct cordon_binding *binding);
void cordon_bound_fill(struct cordon_bound *bound, struct cordon_rule *rule,
		       bool maybe);

#endif /* _SECURITY_CORDON_BIND_H */
